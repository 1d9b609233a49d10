Looked at by the commands: `pct config` shows what will be, `pct pending` what is not yet. The same is wished as by the file.

given pool tank
given file /etc/pve/storage.cfg
    zfspool: tank
    \tpool tank
    \tcontent rootdir,images

given dataset tank/subvol-101-disk-0 refquota=4G
given container 101 running
    #a word
    arch: amd64
    hostname: web
    memory: 512
    parent: first
    rootfs: tank:subvol-101-disk-0,size=4G
    swap: 0

    [pve:pending]
    features: nesting=1

    [first]
    memory: 256
    snaptime: 1795392986

> check phoenix_lxc {"inspect": "cli", "ctid": 101, "memory_mb": 1024, "features": {"nesting": true}, "swap_mb": 0, "state": "running"}
    lxc/101 differs
      memory 512 -> 1024 [live]
      $ pct set 101 --memory 1024
      note: features wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    asked pct status 101
    asked pct config 101
    asked pct pending 101
    asked pct listsnapshot 101
    asked pct config 101 --snapshot first
    typed nothing
> check phoenix_lxc {"inspect": "auto", "ctid": 101, "memory_mb": 1024, "features": {"nesting": true}, "swap_mb": 0, "state": "running"}
    lxc/101 differs
      memory 512 -> 1024 [live]
      $ pct set 101 --memory 1024
      note: features wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed nothing
> check phoenix_lxc {"inspect": "cli", "ctid": 102, "memory_mb": 1024}
    lxc/102 refused
      refused: state wanted present, found absent
        why it does not exist, and nothing says what to make it from
        do add template or clone_from
    asked pct status 102
    asked pvesh get /storage --output-format json
    typed nothing
