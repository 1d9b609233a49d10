//! The log: what happened, for whoever names a file for it. Nothing is logged anywhere else.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Mutex;
use std::{env, io};

use tracing::Level;

/// The environment variable that names the log file.
pub const LOG_VARIABLE: &str = "PHOENIX_LOG";

/// Begins to log, if a file is named. Returns a warning if that file cannot be written.
pub fn begin() -> Option<String> {
    let path = env::var_os(LOG_VARIABLE).filter(|path| !path.is_empty())?;
    let path = Path::new(&path);
    let log = match open(path) {
        Ok(log) => log,
        Err(error) => return Some(format!("nothing is logged: cannot write {}: {error}", path.display())),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_writer(Mutex::new(log))
        .with_ansi(false)
        .with_max_level(Level::DEBUG)
        // It would speak on stderr, which over ssh is the stream of the reply.
        .log_internal_errors(false)
        .finish();
    let begun = tracing::subscriber::set_global_default(subscriber);
    begun.err().map(|error| format!("nothing is logged: {error}"))
}

/// Logs what this process has used: its peak memory in KiB and its CPU time in microseconds. Costs nothing unless a log
/// was begun.
#[expect(clippy::disallowed_methods, reason = "the process looks at itself, and not at the host")]
pub fn usage() {
    if !tracing::enabled!(Level::INFO) {
        return;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    let peak_kib = peak.and_then(|kib| kib.trim().parse::<u64>().ok()).unwrap_or(0);
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let cpu_us = time.tv_sec * 1_000_000 + time.tv_nsec / 1000;
    tracing::info!(peak_kib, cpu_us, "used");
}

#[expect(clippy::disallowed_methods, reason = "the log is ours, and not the host's")]
fn open(path: &Path) -> io::Result<File> {
    File::options().append(true).create(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_no_log_and_a_new_file_is_one() {
        let directory = tempfile::tempdir().unwrap();
        assert!(open(directory.path()).is_err());
        assert!(open(&directory.path().join("log")).is_ok());
    }
}
