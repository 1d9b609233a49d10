//! What a person is told to type about a container, where several kinds say it.

use crate::names::Ctid;

/// Returns the command that restarts a container and kills nobody: `pct reboot` would, after its timeout (decision 15).
pub(crate) fn restart(ctid: Ctid) -> String {
    format!("pct shutdown {ctid} --timeout 300 && pct start {ctid}")
}

/// Returns what to do about a lock that no task of this node holds.
///
/// Some of them are not stale: `pct mount` leaves `mounted` with no process (pve-container 6.1), and what was broken off at one of
/// the others may have left the container between two states.
pub(crate) fn lock(ctid: Ctid, lock: &str) -> String {
    if lock == "mounted" {
        return format!("if nobody uses /var/lib/lxc/{ctid}/rootfs, `pct unmount {ctid}` ends what `pct mount` began");
    }
    let look = format!("look whether something else works on it ({})", whoever_works_on(ctid));
    match half_done(ctid, lock) {
        Some(first) => {
            format!("{look}; if not, what was broken off may be half done: {first}; then `pct unlock {ctid}`")
        }
        None => format!("{look}; if not, `pct unlock {ctid}` takes the stale lock away"),
    }
}

/// Returns how the processes that work on a container are seen.
pub(crate) fn whoever_works_on(ctid: Ctid) -> String {
    format!("`pgrep -af {ctid}`, other than its own lxc-start")
}

/// Returns what to look at before such a lock is taken away, for what it stood for may be half done.
fn half_done(ctid: Ctid, lock: &str) -> Option<String> {
    let first = match lock {
        "rollback" => {
            "some disks may be those of the snapshot and others not, so roll back again before it is started".to_owned()
        }
        "disk" => {
            format!("see in `pct config {ctid}` and `pvesm list STORAGE --vmid {ctid}` which copy of the disk is whole")
        }
        "migrate" => "see on which node its configuration and its volumes are (`pvesm list` on both)".to_owned(),
        "snapshot" | "snapshot-delete" => {
            format!("see in `pct listsnapshot {ctid}` which snapshot it was, to delete it when it is unlocked")
        }
        _ => return None,
    };
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lock_that_leaves_nothing_half_done_is_called_stale() {
        let text = |name: &str| lock("101".parse().unwrap(), name);
        assert!(text("mounted").contains("`pct unmount 101`") && !text("mounted").contains("unlock"));
        for name in ["rollback", "disk", "migrate", "snapshot", "snapshot-delete"] {
            let text = text(name);
            let (before, unlock) = (text.find("half done"), text.find("`pct unlock 101`"));
            assert!(before.is_some() && before < unlock && !text.contains("stale"), "{text}");
        }
        for name in ["backup", "fstrim"] {
            assert!(text(name).ends_with("`pct unlock 101` takes the stale lock away"), "{}", text(name));
        }
    }
}
