Storages are told with why one cannot be used; what cannot be looked at is absent, and the rest is told.

given pool tank
given file /etc/pve/storage.cfg
    cifs: media
    \tpath /mnt/pve/media
    \tserver 192.0.2.9
    \tshare films
    \tcontent iso
    \toptions vers=3.0,password=hunter2

> ask phoenix_host_info {"gather": ["storages"]}
    changed: false
    node: "pve1"
    storages:
      {"arguments":{"content":["backup","images","iso","rootdir","snippets","vztmpl"],"options":{"prune-backups":"keep-all=1"},"path":"/var/lib/vz","storage":"local","type":"dir"},"options":{"content":"backup,images,iso,rootdir,snippets,vztmpl","path":"/var/lib/vz","prune-backups":"keep-all=1"},"storage":"local","type":"dir"}
      {"arguments":{"content":["iso"],"path":"/mnt/pve/media","server":"192.0.2.9","share":"films","storage":"media","type":"cifs"},"options":{"content":"iso","options":"vers=3.0,password=********","path":"/mnt/pve/media","server":"192.0.2.9","share":"films"},"storage":"media","type":"cifs","unusable":"nothing is mounted at /mnt/pve/media"}
    typed nothing
