A lock, whoever holds it, a storage that is switched off, and an id that is somebody else's stop a container with the next step named.

given container 101
    lock: snapshot
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given container 102
    lock: disk
    memory: 512
    rootfs: local:102/vm-102-disk-0.raw,size=4G
given container 103
    lock: create
    memory: 512
    rootfs: local:103/vm-103-disk-0.raw,size=4G
given container 106
    lock: mounted
    memory: 512
    rootfs: local:106/vm-106-disk-0.raw,size=4G
given file /etc/pve/nodes/pve2/lxc/104.conf
    memory: 512
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent images,rootdir
    \tdisable 1
> converge phoenix_lxc {"resources": [{"ctid": 101, "memory_mb": 1024}, {"ctid": 102, "state": "running"}, {"ctid": 103, "memory_mb": 1024}, {"ctid": 104, "memory_mb": 1024}, {"ctid": 106, "memory_mb": 1024}]}
    lxc/101 refused
      refused: lock wanted no lock, to change memory, found locked (snapshot)
        why Proxmox VE refuses every change of a locked container
        do no task of this node works on it: look whether something else works on it (`pgrep -af 101`, other than its own lxc-start); if not, what was broken off may be half done: see in `pct listsnapshot 101` which snapshot it was, to delete it when it is unlocked; then `pct unlock 101`
    lxc/102 refused
      refused: lock wanted no lock, to change state, found locked (disk)
        why Proxmox VE refuses every change of a locked container
        do no task of this node works on it: look whether something else works on it (`pgrep -af 102`, other than its own lxc-start); if not, what was broken off may be half done: see in `pct config 102` and `pvesm list STORAGE --vmid 102` which copy of the disk is whole; then `pct unlock 102`
    lxc/103 refused
      refused: state wanted a whole container, found locked (create)
        why it is being made or destroyed, or whoever did so was killed: it is half-made
        do if nothing works on it (`pgrep -af 103`, other than its own lxc-start), look whether the volumes that it names hold data (`pvesm list local --vmid 103`): a killed `pct restore --force` leaves a whole container like this; if they do, `pct unlock 103`, and see with `pct config 103` what is missing before it is started; if they hold none, it may go
    lxc/104 refused
      refused: ctid wanted a container of this node, found container 104 is on node pve2, this is pve1
        why an id belongs to one guest of the whole cluster
        do give the container another id, or run on that node
    lxc/106 refused
      refused: lock wanted no lock, to change memory, found locked (mounted)
        why Proxmox VE refuses every change of a locked container
        do no task of this node works on it: if nobody uses /var/lib/lxc/106/rootfs, `pct unmount 106` ends what `pct mount` began
    typed nothing
> converge phoenix_lxc {"ctid": 105, "template": "local:vztmpl/x.tar.zst", "storage_pool": "tank-disks", "storage_size_gb": 8}
    lxc/105 refused
      refused: storage_pool wanted tank-disks, found it is disabled
        why storage 'tank-disks': it is disabled
        do mend it (`pvesm status --storage tank-disks` tells whether it is active; `pvesm set tank-disks --disable 0` or `--delete nodes` if it is not for this node), or wish another storage
    typed nothing
