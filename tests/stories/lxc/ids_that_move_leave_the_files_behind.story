The ids of a container are mapped otherwise with its next start; its files stay whose they are. That is told before anything is written, with
what an admin has to do, of a container that is there and of one that is made.

given file /etc/subuid
    root:100000:65536
given file /etc/subgid
    root:100000:65536
    root:33:1
given template debian-13-standard_13.1-2_amd64.tar.zst
given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
> check phoenix_lxc {"ctid": 101, "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33}]}
    lxc/101 differs
      lxc.idmap none -> u 0 100000 65536, g 0 100000 33, g 33 33 1, g 34 100034 65502 [at restart]
      $ edit /etc/pve/lxc/101.conf (-0 +4 lines)
      note: its files keep their owners on the host, so with its next start those of these ids are somebody else's in it, or nobody's: g 33 (100033 on the host, then 33); who is to keep his files gets them by hand, while it is stopped, id by id: `pct mount 101`, `find /var/lib/lxc/101/rootfs -xdev -gid 100033 -exec chgrp -h 33 {} +`, `pct unmount 101`, and the volumes of its mount points likewise; chgrp takes setuid, setgid and file capabilities away, so note them before, to set them again (`find /var/lib/lxc/101/rootfs -xdev -perm /6000 -printf '%m %p\n'`, `getcap -n -r /var/lib/lxc/101/rootfs`)
    typed nothing
> converge phoenix_lxc {"ctid": 101, "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33}]}
    lxc/101 changed
      lxc.idmap none -> u 0 100000 65536, g 0 100000 33, g 33 33 1, g 34 100034 65502 [at restart]
      note: lxc.idmap wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed edit /etc/pve/lxc/101.conf (-0 +4 lines)
> converge phoenix_lxc {"ctid": 101, "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33}]}
    lxc/101 in_sync
      note: lxc.idmap wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed nothing
> check phoenix_lxc {"ctid": 102, "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33}]}
    lxc/102 differs
      template file none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst [new]
      $ pveam download local debian-13-standard_13.1-2_amd64.tar.zst
      state none -> present [new]
      template none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst [new]
      $ pct create 102 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst
      lxc.idmap none -> u 0 100000 65536, g 0 100000 33, g 33 33 1, g 34 100034 65502 [live]
      $ edit /etc/pve/lxc/102.conf (-0 +4 lines) (expected)
      note: its files keep their owners on the host, so with its next start those of these ids are somebody else's in it, or nobody's: g 33 (100033 on the host, then 33); who is to keep his files gets them by hand, while it is stopped, id by id: `pct mount 102`, `find /var/lib/lxc/102/rootfs -xdev -gid 100033 -exec chgrp -h 33 {} +`, `pct unmount 102`, and the volumes of its mount points likewise; chgrp takes setuid, setgid and file capabilities away, so note them before, to set them again (`find /var/lib/lxc/102/rootfs -xdev -perm /6000 -printf '%m %p\n'`, `getcap -n -r /var/lib/lxc/102/rootfs`)
    typed nothing
