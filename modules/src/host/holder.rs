//! Who holds a lock file: the process, as the kernel tells it.
//!
//! This looks at the machine itself also when the host is a simulated one below a root prefix: whoever locks a file there is
//! a process of this machine.
#![expect(clippy::disallowed_methods, reason = "this file is part of the door to the host")]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::Output;

/// Returns the process that holds a lock on this file (flock(2), fcntl(2)): `process 812, pct clone 900 103`; `None` if
/// nobody does, or if that cannot be told.
pub(super) fn holder_of(file: &Path) -> Option<String> {
    let metadata = fs::metadata(file).ok()?;
    let (major, minor) = (rustix::fs::major(metadata.dev()), rustix::fs::minor(metadata.dev()));
    let place = format!("{major:02x}:{minor:02x}:{}", metadata.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let pid = locks.lines().find_map(|line| pid_of(line, &place))?;
    // Whoever took the lock may have ended and left it to a process that he started.
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words: Vec<String> = command
        .split(|byte| *byte == 0)
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .filter(|word| !word.is_empty())
        .collect();
    Some(format!("process {pid}, {}", shell_words::join(&words)))
}

/// Adds to what a command said that gave up on a lock who holds it, if he still does.
pub(super) fn naming_the_holder(mut output: Output, locate: impl Fn(&Path) -> PathBuf) -> Output {
    let said = output.stderr_text().into_owned();
    let path = given_up_on(&said).filter(|_| !output.is_success());
    if let Some(holder) = path.and_then(|path| holder_of(&locate(path))) {
        output.stderr = format!("{}\nthe lock is held by {holder}\n", said.trim_end()).into_bytes();
    }
    output
}

/// Returns the lock file that a command gave up on: `can't lock file '/run/lock/lxc/pve-config-101.lock' - got timeout`.
fn given_up_on(said: &str) -> Option<&Path> {
    let (_, rest) = said.split_once("can't lock file '")?;
    let (path, ending) = rest.split_once('\'')?;
    ending.starts_with(" - got timeout").then(|| Path::new(path))
}

/// Parses `1: FLOCK  ADVISORY  WRITE 812 00:19:5678 0 EOF` (proc_locks(5)); a process that waits has `->` before its kind.
fn pid_of(line: &str, place: &str) -> Option<u32> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, kind, _, _, pid, locked, ..] = words[..] else { return None };
    let pid = pid.parse().ok().filter(|pid| *pid > 0)?;
    (kind != "->" && locked == place).then_some(pid)
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn a_line_of_the_kernels_locks_names_the_process_that_has_the_lock() {
        let place = "00:19:5678";
        assert_eq!(pid_of("1: FLOCK  ADVISORY  WRITE 812 00:19:5678 0 EOF", place), Some(812));
        assert_eq!(pid_of("1: -> FLOCK  ADVISORY  WRITE 813 00:19:5678 0 EOF", place), None);
        assert_eq!(pid_of("2: POSIX  ADVISORY  WRITE 814 00:19:567 0 EOF", place), None);
        assert_eq!(pid_of("3: OFDLCK ADVISORY  WRITE -1 00:19:5678 0 EOF", place), None);
        assert_eq!(pid_of("", place), None);
    }

    #[test]
    fn the_holder_of_a_lock_is_named_while_he_holds_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(holder_of(file.path()), None);
        let held = File::open(file.path()).unwrap();
        held.lock().unwrap();
        let holder = holder_of(file.path()).unwrap();
        assert!(holder.starts_with(&format!("process {}, ", std::process::id())), "{holder}");
        let output = |path: &Path| {
            let said = format!("can't lock file '{}' - got timeout\n", path.display());
            let output = Output { status: Some(255), stdout: Vec::new(), stderr: said.into_bytes() };
            naming_the_holder(output, Path::to_owned).said()
        };
        assert!(output(file.path()).ends_with(&format!("\nthe lock is held by {holder}")));
        assert!(output(Path::new("/run/lock/nobody")).ends_with("got timeout"));
        held.unlock().unwrap();
        assert_eq!(holder_of(file.path()), None);
    }
}
