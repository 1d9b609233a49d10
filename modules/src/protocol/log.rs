//! The log: what happened, for whoever names a file for it. Nothing is logged anywhere else.

use std::fmt::Debug;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, io, process};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

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
    let begun = tracing::subscriber::set_global_default(Lines { log: Mutex::new(log) });
    begun.err().map(|error| format!("nothing is logged: {error}"))
}

/// Writes each event as one line: seconds since 1970, the process, the level, the words. `tracing-subscriber` would do it
/// too, and make each module 60 KiB larger; Ansible copies a module to the host for every task.
struct Lines {
    log: Mutex<File>,
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::DEBUG
    }

    fn event(&self, event: &Event<'_>) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (seconds, micros) = (now.as_secs(), now.subsec_micros());
        let mut line = Line(format!("{seconds}.{micros:06} {} {}", process::id(), event.metadata().level()));
        event.record(&mut line);
        line.0.push('\n');
        // Two processes append to one file: each line is one write. A log that cannot be written stops nothing.
        if let Ok(mut log) = self.log.lock() {
            drop(log.write_all(line.0.as_bytes()));
        }
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// One line while its words are gathered.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let word = match field.name() {
            "message" => format!(" {value:?}"),
            name => format!(" {name}={value:?}"),
        };
        self.0.push_str(&word.replace('\n', "\\n"));
    }
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
