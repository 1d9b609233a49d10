A script that is not there, is not executable or is given variables that no environment has is named before anything is typed.

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
given file /srv/notes.txt
    not a script

> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "fresh": true}
    feature/101/docker refused
      refused: script wanted /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh, found no stamp of it
        why the script of docker cannot be run: there is no such file on this host
        do put the script of docker there
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/notes.txt", "fresh": true}
    feature/101/docker refused
      refused: script wanted /srv/notes.txt, found no stamp of it
        why the script of docker cannot be run: it is not executable
        do `chmod +x /srv/notes.txt`
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "notes.txt", "fresh": true}
    feature/101/docker refused
      refused: script wanted notes.txt, found no stamp of it
        why the script of docker cannot be run: it is no absolute path
        do write the whole path
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/notes.txt", "inputs": {"A-B": "1"}}
    feature/101/docker unknown
      unknown: "A-B" is no name of a variable (letters, digits and `_`, no digit first)
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "../docker"}
    failed: argument 'name': "../docker" is not a name of a feature: 1 to 64 letters, digits, `_` and `-` are needed, a letter or digit first
    typed nothing
> converge phoenix_lxc_feature {"ctid": 102, "name": "docker", "script": "/srv/notes.txt"}
    feature/102/docker refused
      refused: ctid wanted docker in container 102, found no such container
        why nothing can be installed in what does not exist
        do make the container first
    typed nothing
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply
    #!/bin/bash
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/check
    #!/bin/bash
    print cannot reach the guest
    exit 3
> check phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker unknown
      unknown: `/usr/local/phoenix_hypervisor/bin/lxc_setup/docker/check 101` said: cannot reach the guest (exit 3); 0 is installed, 1 is not installed, and nothing else is an answer
    typed nothing
