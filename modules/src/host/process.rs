//! What both doors need of a process that they have started: to listen to it, and to end its group. Starts nothing.

use std::io::{self, PipeReader, Read as _};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};
use std::{mem, thread};

use rustix::event::{PollFd, PollFlags};
use rustix::io::{Errno, ioctl_fionread, retry_on_intr};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

/// How long the descendants of a command that has ended may still write to its pipe.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// How many bytes are read at a time, what a pipe holds (pipe(7)).
const MOUTHFUL: usize = 64 << 10;

/// Ends the process group that this child leads: SIGTERM, and SIGKILL for what is still there after `patience`.
///
/// `reap` waits for the child without blocking; a child that nobody waits for stays in its group as a zombie.
pub fn end_group(leader: u32, patience: Duration, reap: impl Fn()) {
    let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) else { return };
    send(group, Signal::TERM);
    let begun = Instant::now();
    while begun.elapsed() < patience {
        reap();
        if test_kill_process_group(group) == Err(Errno::SRCH) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    send(group, Signal::KILL);
    reap();
}

fn send(group: Pid, signal: Signal) {
    if let Err(error) = kill_process_group(group, signal) {
        tracing::debug!(group = group.as_raw_nonzero().get(), ?signal, %error, "group not signalled");
    }
}

/// Reads a pipe on a thread of its own, so that nobody who writes to it ever waits.
#[derive(Debug)]
pub struct Listener {
    pipe: PipeReader,
    heard: Arc<Mutex<Heard>>,
    end: mpsc::Receiver<()>,
}

impl Listener {
    /// Begins to listen; more than `limit` bytes are read but not kept.
    pub fn on(pipe: PipeReader, limit: usize) -> io::Result<Self> {
        Self::hearing(pipe, Heard { bytes: Vec::new(), limit, is_too_much: false, kept: Kept::Beginning, dropped: 0 })
    }

    /// Begins to listen and keeps the last `limit` bytes, whatever else is said.
    pub fn to_the_end_of(pipe: PipeReader, limit: usize) -> io::Result<Self> {
        Self::hearing(pipe, Heard { bytes: Vec::new(), limit, is_too_much: false, kept: Kept::End, dropped: 0 })
    }

    fn hearing(pipe: PipeReader, heard: Heard) -> io::Result<Self> {
        let heard = Arc::new(Mutex::new(heard));
        let (open, end) = mpsc::channel();
        let (reader, shared) = (pipe.try_clone()?, Arc::clone(&heard));
        thread::spawn(move || {
            let _open: mpsc::Sender<()> = open;
            // Waiting holds no lock; what is read is kept under the same lock, so nothing is ever in between.
            while wait_for_more(&reader).is_ok() {
                let read = shared.lock().expect("no holder panics").take_from(&reader);
                if !matches!(read, Ok(1..)) {
                    break;
                }
            }
        });
        Ok(Self { pipe, heard, end })
    }

    /// Returns what was written, to be asked when the command has ended; `None` if it was too much.
    ///
    /// A daemon that a command leaves behind may hold the pipe open for ever. What the command itself wrote is heard or
    /// lies in the pipe, so no more than that is waited for.
    pub fn heard(self) -> Option<Vec<u8>> {
        // Nothing is ever sent: either the pipe ends or the time does.
        _ = self.end.recv_timeout(LAST_WORDS);
        let mut heard = self.heard.lock().expect("no holder panics");
        let mut left = ioctl_fionread(&self.pipe).unwrap_or(0);
        while left > 0 {
            match heard.take_from(&self.pipe) {
                Ok(count @ 1..) => left = left.saturating_sub(count as u64),
                Ok(0) | Err(_) => break,
            }
        }
        let bytes = match heard.kept {
            Kept::Beginning => mem::take(&mut heard.bytes),
            Kept::End => heard.take_end(),
        };
        // What still comes is for nobody.
        heard.limit = 0;
        (!heard.is_too_much).then_some(bytes)
    }
}

/// Which part of what is too much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// None of it: it is no answer.
    Beginning,
    /// The last of it.
    End,
}

/// Where the kept end begins within a line, that line's rest is dropped if it is not longer than this; or as much as this.
/// Half a word could be half of a secret, which nobody would know to mask.
const LINE_CUT: usize = 4 << 10;

#[derive(Debug)]
struct Heard {
    bytes: Vec<u8>,
    limit: usize,
    is_too_much: bool,
    kept: Kept,
    /// How many bytes of the beginning are not kept.
    dropped: usize,
}

impl Heard {
    /// Reads once and returns how many bytes there were.
    fn take_from(&mut self, mut pipe: &PipeReader) -> io::Result<usize> {
        let mut mouthful = vec![0; MOUTHFUL];
        let count = loop {
            match pipe.read(&mut mouthful) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        match self.kept {
            Kept::Beginning => {
                self.is_too_much |= self.bytes.len() + count > self.limit;
                if !self.is_too_much {
                    self.bytes.extend_from_slice(&mouthful[..count]);
                }
            }
            Kept::End => {
                self.bytes.extend_from_slice(&mouthful[..count]);
                // Twice the limit is kept for a while, so that not every mouthful moves all.
                if self.bytes.len() > 2 * self.limit.max(MOUTHFUL) {
                    self.drop_all_but_the_end();
                }
            }
        }
        Ok(count)
    }

    fn drop_all_but_the_end(&mut self) {
        let surplus = self.bytes.len().saturating_sub(self.limit);
        self.bytes.drain(..surplus);
        self.dropped += surplus;
    }

    /// Returns the end, from the beginning of a line on, with a line before it that says how much there was.
    fn take_end(&mut self) -> Vec<u8> {
        self.drop_all_but_the_end();
        if self.dropped == 0 {
            return mem::take(&mut self.bytes);
        }
        let searched = &self.bytes[..self.bytes.len().min(LINE_CUT)];
        let cut = searched.iter().position(|byte| *byte == b'\n').map_or(searched.len(), |end| end + 1);
        let all = self.dropped + self.bytes.len();
        let mut end = format!("... the end of {all} bytes:\n").into_bytes();
        end.extend_from_slice(&self.bytes[cut..]);
        self.bytes.clear();
        end
    }
}

/// Waits until there is something to read, or the end.
fn wait_for_more(pipe: &PipeReader) -> rustix::io::Result<usize> {
    retry_on_intr(|| rustix::event::poll(&mut [PollFd::new(pipe, PollFlags::IN)], None))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "these tests need a process to end")]

    use std::io::Write as _;
    use std::os::unix::process::CommandExt as _;
    use std::path::Path;
    use std::process::{Child, Command};

    use super::*;

    /// Starts a group of `sh` in a folder and waits until it has written the file `ready`.
    fn group(folder: &Path, script: &str) -> Mutex<Child> {
        let child = Command::new("sh").args(["-c", script]).current_dir(folder).process_group(0).spawn().unwrap();
        while !folder.join("ready").exists() {
            thread::sleep(Duration::from_millis(5));
        }
        Mutex::new(child)
    }

    fn end(child: &Mutex<Child>, patience: Duration) -> Duration {
        let leader = child.lock().unwrap().id();
        let begun = Instant::now();
        end_group(leader, patience, || drop(child.lock().unwrap().try_wait()));
        begun.elapsed()
    }

    #[test]
    fn a_group_that_listens_may_tidy_up_and_is_not_waited_for_longer() {
        let folder = tempfile::tempdir().unwrap();
        let child =
            group(folder.path(), "trap 'sleep 0.1; touch tidy; exit' TERM; touch ready; while :; do sleep 0.05; done");
        let took = end(&child, Duration::from_secs(20));
        assert!(folder.path().join("tidy").exists());
        assert!(took < Duration::from_secs(10), "{took:?}");
    }

    #[test]
    fn a_group_that_does_not_listen_is_killed_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let child = group(folder.path(), "trap '' TERM; (sleep 1; touch late) & touch ready; wait; touch late");
        end(&child, Duration::from_millis(100));
        thread::sleep(Duration::from_millis(1500));
        assert!(!folder.path().join("late").exists());
        assert!(child.lock().unwrap().try_wait().unwrap().is_some());
    }

    #[test]
    fn what_was_written_is_heard_though_the_pipe_stays_open() {
        let (reader, mut writer) = io::pipe().unwrap();
        let listener = Listener::on(reader, 1 << 20).unwrap();
        let text = "x".repeat(300_000);
        writer.write_all(text.as_bytes()).unwrap();
        assert_eq!(listener.heard().unwrap().len(), text.len());
        // Whoever still writes neither waits nor breaks.
        writer.write_all(text.as_bytes()).unwrap();
    }

    #[test]
    fn of_all_that_is_said_the_last_lines_are_kept() {
        let (reader, mut writer) = io::pipe().unwrap();
        let listener = Listener::to_the_end_of(reader, 1000).unwrap();
        for line in 0..200_000 {
            writeln!(writer, "line {line}").unwrap();
        }
        drop(writer);
        let heard = String::from_utf8(listener.heard().unwrap()).unwrap();
        assert!(heard.starts_with("... the end of 2288890 bytes:\nline "), "{heard}");
        assert!(heard.ends_with("line 199998\nline 199999\n") && heard.len() < 1100, "{heard}");
    }

    #[test]
    fn half_a_word_at_the_cut_is_not_told() {
        let (reader, mut writer) = io::pipe().unwrap();
        let listener = Listener::to_the_end_of(reader, 10_000).unwrap();
        writer.write_all("hunter2 ".repeat(2500).as_bytes()).unwrap();
        writer.write_all(b"end").unwrap();
        drop(writer);
        let heard = listener.heard().unwrap();
        assert!(heard.len() < 10_000 - LINE_CUT + 100 && heard.ends_with(b"hunter2 end"));
    }

    #[test]
    fn more_than_the_limit_is_read_and_not_kept() {
        let (reader, mut writer) = io::pipe().unwrap();
        let listener = Listener::on(reader, 100_000).unwrap();
        writer.write_all(&[0; 300_000]).unwrap();
        drop(writer);
        assert_eq!(listener.heard(), None);
    }
}
