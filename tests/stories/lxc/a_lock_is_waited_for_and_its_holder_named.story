A run waits for a lock of Proxmox, a check does not. A lock that stays is named with the task that holds it; a task that was killed holds none. The
next run goes on where this one ended.

given container 101
    arch: amd64
    hostname: web
    lock: backup
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given file /var/log/pve/tasks/active
    UPID:pve1:0000E291:00C3F2E0:6924A1AF:vzdump:101:root@pam: 1 6924A1FF OK
    UPID:pve1:0000E290:00C3F2D0:6924A1AE:vzstart:101:root@pam: 0
    UPID:pve1:0000E292:00C3F2E1:6924A1B0:vzdump::backup@pve: 0
given file /proc/58002/stat
    58002 (task UPID:pve1:) S 1 58002 58002 0 -1 4194560 9 0 0 0 1 0 0 0 20 0 1 0 12841697 0
> check phoenix_lxc {"ctid": 101, "memory_mb": 1024}
    lxc/101 refused
      refused: lock wanted no lock, to change memory, found locked (backup), by the task vzdump by backup@pve (UPID:pve1:0000E292:00C3F2E1:6924A1B0:vzdump::backup@pve:)
        why Proxmox VE refuses every change of a locked container
        do run again when that task is done, or wish a longer lock_timeout
    typed nothing
> converge phoenix_lxc {"ctid": 101, "memory_mb": 1024, "lock_timeout": 600}
    lxc/101 refused
      refused: lock wanted no lock, to change memory, found locked (backup), by the task vzdump by backup@pve (UPID:pve1:0000E292:00C3F2E1:6924A1B0:vzdump::backup@pve:)
        why Proxmox VE refuses every change of a locked container
        do run again when that task is done, or wish a longer lock_timeout
    typed nothing
> check phoenix_lxc {"ctid": 101, "memory_mb": 512}
    lxc/101 in_sync
      note: left alone: it is locked (backup)
    typed nothing
given no file /proc/58002/stat
> converge phoenix_lxc {"ctid": 101, "memory_mb": 1024}
    lxc/101 refused
      refused: lock wanted no lock, to change memory, found locked (backup)
        why Proxmox VE refuses every change of a locked container
        do no task of this node works on it: look whether something else works on it (`pgrep -af 101`, other than its own lxc-start); if not, `pct unlock 101` takes the stale lock away
    typed nothing
> type pct unlock 101
    exit 0
> converge phoenix_lxc {"ctid": 101, "memory_mb": 1024}
    lxc/101 changed
      memory 512 -> 1024 [live]
    typed pct set 101 --memory 1024
