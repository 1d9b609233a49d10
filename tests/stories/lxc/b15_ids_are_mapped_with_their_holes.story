A group of the host in the guest: a hole in the usual range. The set-up of before wrote the usual range over it (B-15), which
switches off what Proxmox writes by itself, and changed `unprivileged` afterwards (B-16).

given container 101
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
    lxc.idmap: u 0 100000 65536
    lxc.idmap: g 0 100000 65536
given container 102
    arch: amd64
    memory: 512
    rootfs: local:102/vm-102-disk-0.raw,size=4G
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
> check phoenix_lxc {"ctid": 101, "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33, "size": 1}]}
    lxc/101 refused
      refused: id_maps wanted u 0 100000 65536, g 0 100000 33, g 33 33 1, g 34 100034 65502, found not compared
        why /etc/subgid does not let root map the ids 33 to 33
        do add the line `root:33:1` to /etc/subgid
    typed nothing
given file /etc/subgid
    root:100000:65536
    root:33:1
> converge phoenix_lxc {"ctid": 101, "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33, "size": 1}], "state": "running"}
    lxc/101 changed
      lxc.idmap g 0 100000 65536 -> g 0 100000 33, g 33 33 1, g 34 100034 65502 [live]
      state stopped -> running [live]
    typed edit /etc/pve/lxc/101.conf (-1 +3 lines)
    typed pct start 101
> show /etc/pve/lxc/101.conf
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
    lxc.idmap: u 0 100000 65536
    lxc.idmap: g 0 100000 33
    lxc.idmap: g 33 33 1
    lxc.idmap: g 34 100034 65502
> converge phoenix_lxc {"ctid": 101, "id_maps": []}
    lxc/101 changed
      lxc.idmap u 0 100000 65536, g 0 100000 33, g 33 33 1, g 34 100034 65502 -> none [at restart]
      note: lxc.idmap wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed edit /etc/pve/lxc/101.conf (-4 +0 lines)
> check phoenix_lxc {"ctid": 101, "id_maps": [{"type": "gid", "host_id": 100034, "container_id": 33}]}
    lxc/101 refused
      refused: id_maps wanted g 33 100034 1, found not compared
        why two ids of the container would be the id 100034 of the host
        do a container has the ids 0 to 65535; name each once
    typed nothing
> check phoenix_lxc {"ctid": 102, "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33}]}
    lxc/102 refused
      refused: id_maps wanted g 33 33 1, found not compared
        why it is privileged: its files belong to ids of the host that it would not see any more
        do take id_maps away; an unprivileged container is made by `pct create` or `pct restore`
    typed nothing
