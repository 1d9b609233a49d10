The first container that needs a template fetches it for all. One that is refused is not made, so the next one fetches it.

given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir

> check phoenix_lxc {"resources": [{"ctid": 101, "template": "local:vztmpl/debian.tar.zst", "apparmor_profile": "of-nobody"}, {"ctid": 102, "template": "local:vztmpl/debian.tar.zst", "memory_mb": 5}, {"ctid": 103, "template": "local:vztmpl/debian.tar.zst"}, {"ctid": 104, "template": "local:vztmpl/debian.tar.zst"}]}
    lxc/101 refused
      refused: apparmor_profile wanted of-nobody, found not compared
        why the profile of-nobody is not loaded: the container would not start
        do `apparmor_parser -r /etc/apparmor.d/of-nobody` loads it from its file; `aa-status` lists those there are
    lxc/102 refused
      refused: memory wanted 5, found not compared
        why value must have a minimum value of 16
        do it takes a whole number from 16
    lxc/103 differs
      template file none -> local:vztmpl/debian.tar.zst [new]
      $ pveam download local debian.tar.zst
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      $ pct create 103 local:vztmpl/debian.tar.zst
    lxc/104 differs
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      $ pct create 104 local:vztmpl/debian.tar.zst
      note: the template is fetched once, for lxc/103
    typed nothing
