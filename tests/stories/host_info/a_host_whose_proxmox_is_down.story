An unmounted pmxcfs is no empty host: what it would tell is absent, the task fails, and pools are told all the same.

given pool tank
given no file /etc/pve/.version

> ask phoenix_host_info {"gather": ["pools", "containers"]}
    changed: false
    failed: true
    msg: "Proxmox VE cannot be looked at: /etc/pve is not mounted (no /etc/pve/.version), so nothing is known about guests and storages; see `systemctl status pve-cluster`"
    pools:
      {"name":"tank","properties":{"allocated":"136704","altroot":"-","ashift":"0","autoexpand":"off","autoreplace":"off","autotrim":"off","bcloneratio":"1.00","bclonesaved":"0","bcloneused":"0","bootfs":"-","cachefile":"-","capacity":"0","checkpoint":"-","comment":"-","compatibility":"off","dedup_table_quota":"auto","dedup_table_size":"0","dedupratio":"1.00","delegation":"on","expandsize":"-","failmode":"wait","fragmentation":"0","free":"1999999863296","freeing":"0","guid":"10451216379200822465","health":"ONLINE","last_scrubbed_txg":"0","leaked":"0","listsnapshots":"off","load_guid":"14150161293882362260","multihost":"off","readonly":"off","size":"2000000000000","version":"-"},"state":"ONLINE","vdevs":[{"disks":["/dev/disk/by-id/nvme-one-part1"],"layout":"single","role":"data"}]}
    asked zpool status -P
    asked zpool get -Hp -o name,property,value,source all tank
    typed nothing
