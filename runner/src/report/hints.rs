//! The next step after a failure, by what the tool said.

/// What a tool says, and what a person does about it. The texts are those of Proxmox VE 9.2 and OpenZFS 2.3.
const HINTS: &[(&str, &str)] = &[
    ("no such template", "`pveam update` fetches the list of templates, `pveam available` shows it; then run again"),
    ("got timeout", "another command holds the lock; run again when it is done"),
    (
        "got lock request timeout",
        "another command holds the lock (a directory in /etc/pve/priv/lock), or one that was killed left it: pmxcfs drops it \
         120 s after its last use; run again then",
    ),
    ("CT is locked", "run again when the task that locks it is done (`pct config ID` shows the lock)"),
    (
        "container did not stop",
        "it runs on: look what holds it (`pct exec ID -- ps ax`), give it longer, or `pct stop ID` kills it; then run again",
    ),
    (
        "pool or dataset is busy",
        "somebody uses the mountpoint (`fuser -vm PATH` shows who); let go of it and run again",
    ),
    ("out of space", "the pool is full (`zpool list`, `zfs list -o space`); make room and run again"),
    ("no such device in /dev", "a disk is not there any more (`ls -l /dev/disk/by-id`); connect it, or mend the file"),
    ("use '-f' to override", "something lies on a disk (`wipefs DISK` shows what); nothing is ever forced"),
    (
        "Destroy and re-create the pool",
        "destroy nothing yet: look for missing disks (`zpool import` shows them), and try `zpool import -o readonly=on POOL` \
         to save the data",
    ),
    ("key not loaded", "`zfs load-key DATASET` asks for the key; then run again"),
    ("pool I/O is currently suspended", "the pool has lost a disk; `zpool status` shows which"),
    ("is not online", "the storage's server does not answer; mend that and run again"),
    ("could not activate storage", "what the storage stands on is not there; `pvesm status` shows more"),
    ("file changed by other user", "somebody changed it at the same time; run again"),
];

/// The next step for a container that is not healthy.
pub(super) const AFTER_HEALTH: &str =
    "type it to see for yourself; when it is mended, `phoenix-run check --health` asks again";

/// Returns the next step after a tool said this.
pub(super) fn next_step(said: &str) -> &'static str {
    let hint = HINTS.iter().find(|(words, _)| said.contains(words));
    hint.map_or("mend the cause and run again: what is done stays done", |(_, next)| next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_and_what_zfs_advises_in_despair_have_a_next_step() {
        assert!(next_step("cfs-lock 'file-storage_cfg' error: got lock request timeout").contains("120 s"));
        let despair = "cannot import 'ember': I/O error\n\tDestroy and re-create the pool from\n\ta backup source.";
        assert!(next_step(despair).starts_with("destroy nothing yet"));
        assert!(next_step("cannot create 'a/b': encryption key not loaded").contains("zfs load-key"));
        assert!(next_step("container did not stop\n (exit 255)").contains("`pct stop ID` kills it"));
        assert!(next_step("odd").contains("run again"));
    }
}
