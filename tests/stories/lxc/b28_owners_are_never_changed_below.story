B-28: the old shell gave directories away with all that lies in them, in each run (`chown -R 100033:100033`, `chmod -R 777`), private keys too. Here a missing one is made for the guest, an owner is changed only where it is wished, held until it is allowed, and of that directory alone.

given directory /srv/keys
given file /srv/keys/ca.key
    a private key
given file /srv/notes
    no directory
given link /srv/short /srv/keys
given template debian.tar.zst
given container 101
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/keys", "source": "/srv/keys"}, {"target": "/logs", "source": "/srv/logs", "create": true, "uid": 33, "gid": 33, "mode": "0750"}]}
    lxc/101 changed
      mp1.directory none -> /srv/logs of 100033:100033, 0750 [new]
      mp0 none -> /srv/keys,mp=/keys [live]
      mp1 none -> /srv/logs,mp=/logs [live]
      note: mp0: /srv/keys belongs to 0:0 of the host, whom this guest does not have: to it that is nobody; whose it shall be can be wished
    typed install -d -o 100033 -g 100033 -m 0750 /srv/logs
    typed pct set 101 --mp0 /srv/keys,mp=/keys --mp1 /srv/logs,mp=/logs
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/keys", "source": "/srv/keys", "uid": 0, "gid": 0}, {"target": "/logs", "source": "/srv/logs", "create": true, "uid": 33, "gid": 33}]}
    lxc/101 held
      held: mp0.owner 0:0 -> 100000:100000 [live] (exposes)
    typed nothing
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/keys", "source": "/srv/keys", "uid": 0, "gid": 0}], "allow": "exposes"}
    lxc/101 changed
      mp0.owner 0:0 -> 100000:100000 [live]
      note: nobody wishes these mount points, they are left alone: mp1 (/srv/logs at /logs)
    typed chown 100000:100000 /srv/keys
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "/srv/notes"}, {"target": "/b", "source": "/srv/short"}, {"target": "/c", "source": "/srv/x/y", "create": true}, {"target": "/d", "source": "/srv/z", "create": true, "uid": 70000}]}
    lxc/101 refused
      refused: mp5.uid wanted 70000, found not compared
        why the guest has no such id
        do wish an id that it has (`lxc.idmap` in its file; 0 to 65535 without any)
      refused: mp2.volume wanted /srv/notes, found not compared
        why directory '/srv/notes' does not exist: what is there is none
        do wish the directory that holds it
      refused: mp3.volume wanted /srv/short, found not compared
        why symlink encountered: /srv/short leads to /srv/keys, and `pct start` follows no link
        do wish the path itself in place of /srv/short
      refused: mp4.volume wanted /srv/x/y, found not compared
        why the directory above it, /srv/x, does not exist
        do mount what belongs there, or make that (`mkdir -p /srv/x`); or say with `below` which file system it lies in
      note: nobody wishes these mount points, they are left alone: mp0 (/srv/keys at /keys), mp1 (/srv/logs at /logs)
    typed nothing
> show /srv/keys
    directory of 100000:100000, 0755
> show /srv/logs
    directory of 100033:100033, 0750
