What a host has that no file wishes is named before anybody relies on it: mounts on one place, data that a mount would hide, raw lines of a snapshot, volumes that no guest names.

given pool tank
given dataset tank/disks compression=lz4
given dataset tank/disks/subvol-101-disk-0
given dataset tank/disks/subvol-101-disk-1
given dataset tank/disks/subvol-101-disk-2
given dataset tank/disks/subvol-955-disk-0
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent iso,vztmpl

    zfspool: tank-disks
    \tpool tank/disks
    \tcontent images,rootdir
    \tmountpoint /tank/disks
given file /var/lib/vz/images/200/vm-200-disk-0.qcow2
    a disk
given file /mnt/pve/tank/101/ssl/ca.key
    a key
given container 101
    hostname: web
    mp0: /mnt/pve/tank/101/ssl,mp=/etc/ssl
    mp1: /mnt/pve/tank/101/ssl,mp=/etc/ssl/
    mp2: tank-disks:subvol-101-disk-1,mp=/models,size=8G
    mp3: tank-disks:subvol-101-disk-2,mp=/models,size=8G
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    lxc.mount.auto: sys:rw
    lxc.mount.auto: sys:rw

    [good]
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    lxc.apparmor.profile: unconfined
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [{"pool": "tank", "name": "disks", "properties": "compression=lz4",
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "storage_pool": "tank-disks", "storage_size_gb": 8}}}
> phoenix-run converge
      . lxc/101  nobody wishes these mount points, they are left alone: mp0 (/mnt/pve/tank/101/ssl at /etc/ssl), mp1 (/mnt/pve/tank/101/ssl at /etc/ssl), mp2 (tank-disks:subvol-101-disk-1 at /models), mp3 (tank-disks:subvol-101-disk-2 at /models)
      . lxc/101  the same is mounted several times: /etc/ssl (mp0, mp1); one of each is enough
      ! lxc/101  several are mounted on one place: /models (mp2, mp3: tank-disks:subvol-101-disk-1, tank-disks:subvol-101-disk-2); the last hides what is in the others
      . lxc/101  raw lines that stand there several times: `lxc.mount.auto: sys:rw` (2)
      . lxc/101  raw lines of a snapshot only, without effect on what runs: `lxc.apparmor.profile: unconfined` (snapshot good)
      ! lxc/101  its data lies on the root disk, nothing is mounted above it: /mnt/pve/tank/101/ssl; a mount there, or another path in the container, hides it: move the data first
    not in the files: volume /var/lib/vz/images/200/vm-200-disk-0.qcow2, volume /tank/disks/subvol-955-disk-0
    4 resources: 4 in sync (exit 0)
    typed nothing
