No command writes raw lines: they are edited into the file of a container when it has been made, before it starts. What the next
write would drop, or Proxmox writes itself, is refused before anything is made.

given template debian-13-standard_13.1-2_amd64.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir

given file /var/lib/vz/template/cache/debian-13-standard_13.1-2_amd64.tar.zst
    a template
> check phoenix_lxc {"ctid": 103, "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "lxc_options": {"lxc.rootfs.path": ["/srv"], "lxc.bogus": ["1"], "lxc.cgroup.devices.allow": ["a"]}}
    lxc/103 refused
      refused: lxc.bogus wanted 1, found not compared
        why Proxmox VE knows no such key: the next pct set would drop the line
        do see lxc.container.conf(5) for those there are
      refused: lxc.cgroup.devices.allow wanted a, found not compared
        why lxc.cgroup.* is of cgroup v1, which Proxmox VE 9 does not have: it would do nothing (lxc.cgroup2.*)
        do take it away, or write its present name
      refused: lxc.rootfs.path wanted /srv, found not compared
        why it is auto generated from rootfs
        do wish rootfs or storage_pool
    typed nothing
> converge phoenix_lxc {"ctid": 103, "state": "running", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "lxc_options": {"lxc.cgroup2.devices.deny": ["a"], "lxc.cgroup2.devices.allow": ["c 1:3 rwm", "c 1:5 rwm"]}}
    lxc/103 changed
      state none -> present [new]
      template none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst [new]
      lxc.cgroup2.devices.allow none -> c 1:3 rwm, c 1:5 rwm [live]
      lxc.cgroup2.devices.deny none -> a [live]
      state stopped -> running [live]
    typed pct create 103 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst
    typed edit /etc/pve/lxc/103.conf (-0 +3 lines)
    typed pct start 103
> check phoenix_lxc {"ctid": 103, "lxc_options": {"lxc.cgroup2.devices.deny": ["a"], "lxc.cgroup2.devices.allow": ["c 1:3 rwm", "c 1:5 rwm"]}}
    lxc/103 in_sync
    typed nothing
> type pct stop 103
    exit 0
> type pct set 103 --lock backup
    exit 0
> check phoenix_lxc {"ctid": 103, "lxc_options": {"lxc.cgroup2.devices.deny": []}}
    lxc/103 refused
      refused: lock wanted no lock, to change lxc.cgroup2.devices.deny, found locked (backup)
        why Proxmox VE refuses every change of a locked container
        do no task of this node works on it: look whether something else works on it (`pgrep -af 103`, other than its own lxc-start); if not, `pct unlock 103` takes the stale lock away
    typed nothing
