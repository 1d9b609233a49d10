B-23: the old script removed every storage that its file did not name (`pvesm remove backups`), and with it the place of containers and
backups. A storage that no file names is told of and left alone, and a container may lie on it.

given pool tank
given dataset tank/hand
given dataset tank/hand/subvol-101-disk-0 refquota=4G
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,iso

    dir: backups
    \tpath /mnt/usb
    \tcontent backup

    zfspool: by-hand
    \tpool tank/hand
    \tcontent rootdir
given container 101
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: by-hand:subvol-101-disk-0,size=4G
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [
      {"pool": "tank", "name": "data", "proxmox_storage_type": "dir", "proxmox_content_type": "iso"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 1024, "storage_pool": "by-hand", "storage_size_gb": 4}}}
> phoenix-run converge
    ok zfs/tank/data
    ok storage/tank-data
    ok lxc/101
    not in the files: storage/backups, storage/by-hand
    4 resources: 4 in sync (exit 0)
    typed zfs create -o mountpoint=/tank/data tank/data
    typed pvesm add dir tank-data --content iso --path /tank/data --shared 1
    typed pct set 101 --memory 1024
> phoenix-run converge
    not in the files: storage/backups, storage/by-hand
    4 resources: 4 in sync (exit 0)
    typed nothing
> show /etc/pve/storage.cfg
    dir: local
    	path /var/lib/vz
    	content vztmpl,iso

    dir: backups
    	path /mnt/usb
    	content backup

    zfspool: by-hand
    	pool tank/hand
    	content rootdir

    dir: tank-data
    	path /tank/data
    	content iso
    	shared 1
