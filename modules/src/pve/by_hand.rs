//! What a person is told to type about a container, where several kinds say it.

use crate::names::Ctid;

/// Returns the command that restarts a container and kills nobody: `pct reboot` would, after its timeout (decision 15).
pub(crate) fn restart(ctid: Ctid) -> String {
    format!("pct shutdown {ctid} --timeout 300 && pct start {ctid}")
}
