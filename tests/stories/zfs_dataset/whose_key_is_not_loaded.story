A dataset whose key is not loaded cannot be mounted; one key opens the dataset that it was given to and all below it.

given pool tank
given file /root/key
    12345678
> type zfs create -o encryption=on -o keyformat=passphrase -o keylocation=file:///root/key tank/secret
    exit 0
> type zfs create tank/secret/a
    exit 0
> type zfs unmount tank/secret/a
    exit 0
> type zfs unmount tank/secret
    exit 0
> type zfs unload-key tank/secret
    exit 0
> check phoenix_zfs_dataset {"resources": [{"name": "tank/secret"}, {"name": "tank/secret/a"}]}
    zfs/tank/secret in_sync
      note: it is not mounted, its key is not loaded: what is written to /tank/secret lands on the disk below it; `zfs load-key tank/secret`, then `zfs mount tank/secret`
    zfs/tank/secret/a in_sync
      note: it is not mounted, its key is not loaded: what is written to /tank/secret/a lands on the disk below it; `zfs load-key tank/secret`, then `zfs mount tank/secret/a`
    typed nothing
