What a person types in a guest is answered as LXC and the guest's programs answer it; `pct push` ends well also where it copied nothing.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given container 103
    arch: amd64
    rootfs: tank-disks:subvol-103-disk-0,size=8G
given file /srv/app.conf
    listen 8080

> type pct exec 101 -- cat /nowhere
    error: cat: /nowhere: No such file or directory
    exit not 0
> type pct exec 101 -- /nowhere
    error: lxc-attach: 101: ../src/lxc/attach.c: lxc_attach_run_command: 1841 No such file or directory - Failed to exec "/nowhere"
    exit not 0
> type pct exec 101 -- nothing
    error: lxc-attach: 101: ../src/lxc/attach.c: lxc_attach_run_command: 1841 No such file or directory - Failed to exec "nothing"
    exit not 0
> type pct exec 101 -- touch /nowhere/file
    error: touch: cannot touch '/nowhere/file': No such file or directory
    exit not 0
> type pct exec 101 -- mv -f /nowhere /etc/nowhere
    error: mv: cannot stat '/nowhere': No such file or directory
    exit not 0
> type pct push 101 /srv/none /etc/none --perms 0644
    error: failed to open /srv/none for reading
    exit 0
> type pct push 101 /srv/app.conf /no/folder/app.conf --perms 0644
    error: failed to create file: /no/folder/app.conf: No such file or directory
    exit 0
> type pct exec 101 -- mkdir -p /etc
    exit 0
> type pct push 101 /srv/app.conf /etc/app.conf --perms 0644
    exit 0
> type pct exec 101 -- cat /etc/app.conf
    listen 8080
    exit 0
> type pct exec 102 -- cat /etc/app.conf
    error: Configuration file 'nodes/pve1/lxc/102.conf' does not exist
    exit not 0
> type pct exec 103 -- cat /etc/app.conf
    error: container '103' not running!
    exit not 0
> type pct push 103 /srv/app.conf /etc/app.conf --perms 0644
    error: can only push files to a running CT
    exit not 0
