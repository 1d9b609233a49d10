A container that does not run is not asked; a command that no program could be started by is told before anybody is.

given container 101
    arch: amd64
given container 102 running
    arch: amd64
given file /srv/check.sh
    #!/bin/bash
    print all is well

> converge phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/ready"}
    health/101 refused
      refused: state wanted a healthy container, found stopped
        why whoever does not run does nothing
        do `pct start 101`, or say `only_if_running: true`
    typed nothing
> converge phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/ready", "only_if_running": true}
    health/101 in_sync
      note: not asked whether it is healthy: it does not run
    typed nothing
> converge phoenix_lxc_health {"ctid": 103, "command": "/usr/bin/ready"}
    health/103 refused
      refused: state wanted a healthy container, found no container 103
        why nobody can be asked
        do make the container first, or take its check out
    typed nothing
> converge phoenix_lxc_health {"ctid": 102, "command": "curl localhost && echo yes"}
    health/102 unknown
      unknown: the command has a `&` that only a shell could read, and no shell is started: put quotes around it, or the whole into a script
    typed nothing
> converge phoenix_lxc_health {"ctid": 102, "command": ""}
    health/102 unknown
      unknown: the command is empty
    typed nothing
> converge phoenix_lxc_health {"ctid": 102, "command": "a", "interval_seconds": 0}
    failed: argument 'interval_seconds': invalid value: integer `0`, expected a nonzero u32
    typed nothing
> converge phoenix_lxc_health {"ctid": 102, "command": "a", "runs": "everywhere"}
    failed: value of runs must be one of: guest, host, got: everywhere
    typed nothing
> converge phoenix_lxc_health {"ctid": 102, "command": "/srv/gone.sh", "runs": "host"}
    health/102 unknown
      unknown: there is no script /srv/gone.sh on this host; put it there, or take the check out
    typed nothing
> converge phoenix_lxc_health {"ctid": 102, "command": "/srv/check.sh 102", "runs": "host"}
    health/102 in_sync
    typed nothing
