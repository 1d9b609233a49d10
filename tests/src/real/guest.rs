//! The guest from outside: it is started for a job, listened to, and ended if it hangs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use super::{Job, Line, Outcome, Play, device};
use crate::world::Answer;

/// How long a guest may say nothing before it counts as hanging: longer than a play may take.
const PATIENCE: Duration = Duration::from_secs(200);

/// How long a guest takes to start on a busy machine.
const TO_START: Duration = Duration::from_secs(60);

/// A folder that guests start from.
#[derive(Debug, Clone)]
pub struct Guest {
    /// The guest's root, as `tests/real/guest/build` made it.
    pub root: PathBuf,
    /// Where `tests/real/guest/start` is.
    pub start: PathBuf,
    /// The static binaries of the modules.
    pub modules: PathBuf,
    /// Where a folder for each start may be made.
    pub jobs: PathBuf,
}

/// What a guest said from its start to its end.
#[derive(Debug, Default)]
struct Said {
    version: Option<String>,
    ended: Vec<(usize, Outcome)>,
    begun: Option<usize>,
    typed: Option<Answer>,
}

impl Guest {
    /// Plays everything, in as many guests as that takes, and returns what `zfs version` said. `told` gets each outcome.
    pub fn play(&self, version: &str, plays: &[Play], mut told: impl FnMut(&Play, Outcome)) -> Result<String> {
        let mut left: Vec<Play> = plays.to_vec();
        let mut says = None;
        while !left.is_empty() {
            let job =
                Job { version: version.to_owned(), disks: device::ALL.to_vec(), plays: left.clone(), script: None };
            let (said, end) = self.run(&job)?;
            says = says.or(said.version);
            let mut done = said.ended.len();
            for (number, outcome) in said.ended {
                told(&left[number], outcome);
            }
            if let Some(number) = said.begun {
                told(&left[number], Outcome::broken(end.clone()));
                done += 1;
            } else if done == 0 {
                bail!("the guest played nothing: {end}");
            }
            left.drain(..done);
            if !left.is_empty() && said.begun.is_none() {
                warn(&format!("a guest was ended before {}, and the next one goes on. {end}", left[0].name));
            }
        }
        says.context("the guest told no version")
    }

    /// Types a script in a guest of its own, and returns its answer.
    pub fn type_in(&self, script: &str) -> Result<Answer> {
        let disks = device::ALL.to_vec();
        let job = Job { version: String::new(), disks, plays: Vec::new(), script: Some(script.to_owned()) };
        let (said, end) = self.run(&job)?;
        said.typed.with_context(|| format!("the script did not end: {end}"))
    }

    /// Starts a guest, and waits for its end. Returns what it said, and how it ended.
    fn run(&self, job: &Job) -> Result<(Said, String)> {
        let folder =
            tempfile::Builder::new().prefix("job-").tempdir_in(&self.jobs).context("make a folder for the guest")?;
        let folder = folder.path();
        self.furnish(folder, job)?;
        let console = folder.join("console");
        let mut guest = Running(self.start(folder, job, &console)?);
        let lines = folder.join("lines");
        let mut heard = 0;
        let mut last = Instant::now();
        let end = loop {
            let is_over = guest.0.try_wait().context("wait for the guest")?.is_some();
            let length = fs::metadata(&lines).map_or(0, |found| found.len());
            if length != heard {
                (heard, last) = (length, Instant::now());
            }
            let patience = if heard == 0 { TO_START } else { PATIENCE };
            match () {
                () if is_over => break format!("the guest ended. {}", last_lines(&console)),
                () if last.elapsed() > patience => {
                    break format!("the guest said nothing for {patience:?}, and was ended. {}", last_lines(&console));
                }
                () => thread::sleep(Duration::from_millis(20)),
            }
        };
        drop(guest);
        Ok((read(&lines)?, end))
    }

    /// Puts into the folder what the guest needs: the job, this program, the modules, empty disks.
    fn furnish(&self, folder: &Path, job: &Job) -> Result<()> {
        fs::write(folder.join("job.json"), serde_json::to_vec(job)?)?;
        let own = std::env::current_exe().context("find this program")?;
        fs::copy(&own, folder.join("init")).with_context(|| format!("copy {}", own.display()))?;
        let modules = folder.join("modules");
        fs::create_dir(&modules)?;
        let names = phoenix_modules::catalog::MODULES.iter().map(|module| module.name).chain(["phoenix-run"]);
        for name in names {
            let from = self.modules.join(name);
            let copied = fs::copy(&from, modules.join(name));
            copied.with_context(|| format!("copy {}: `cargo static` makes it", from.display()))?;
        }
        for (number, bytes) in job.disks.iter().enumerate() {
            let disk = File::create(folder.join(format!("disk{number}")))?;
            disk.set_len(*bytes)
                .with_context(|| format!("make a sparse file of {bytes} bytes in {}", folder.display()))?;
        }
        Ok(())
    }

    fn start(&self, folder: &Path, job: &Job, console: &Path) -> Result<Child> {
        use std::os::unix::process::CommandExt as _;
        let disks = (0..job.disks.len()).map(|number| format!("ubd{number}=/job/disk{number}"));
        let console = File::create(console).context("make the console's file")?;
        let mut command = Command::new(&self.start);
        command.arg(&self.root).arg(folder).args(disks).stdin(Stdio::null());
        command.stdout(console.try_clone()?).stderr(console).process_group(0);
        command.spawn().with_context(|| format!("start {}", self.start.display()))
    }
}

/// A guest that is ended with whoever started it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        drop(self.0.wait());
    }
}

#[expect(clippy::print_stderr, reason = "whoever runs this looks at it")]
fn warn(text: &str) {
    eprintln!("{text}");
}

fn read(lines: &Path) -> Result<Said> {
    let text = match fs::read_to_string(lines) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text.with_context(|| format!("read {}", lines.display()))?,
    };
    let mut said = Said::default();
    // A guest that died may have left half a line.
    for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        match serde_json::from_str(line).with_context(|| format!("understand {line:?}"))? {
            Line::Version(version) => said.version = Some(version),
            Line::Typed(status, stdout, stderr) => said.typed = Some(Answer { status, stdout, stderr }),
            Line::Begun(number) => said.begun = Some(number),
            Line::Ended(number, outcome) => {
                said.begun = None;
                said.ended.push((number, outcome));
            }
        }
    }
    Ok(said)
}

fn last_lines(console: &Path) -> String {
    let text = fs::read(console).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    format!("Its console:\n{}", lines[lines.len().saturating_sub(12)..].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_guest_said_before_it_died_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        assert!(read(&path).unwrap().ended.is_empty());
        let mut text = String::new();
        for line in
            [Line::Version("zfs-2".to_owned()), Line::Begun(0), Line::Ended(0, Outcome::default()), Line::Begun(1)]
        {
            text += &(serde_json::to_string(&line).unwrap() + "\n");
        }
        fs::write(&path, text + "{\"ended\":[1,{\"comp").unwrap();
        let said = read(&path).unwrap();
        assert_eq!((said.ended.len(), said.begun, said.version.as_deref()), (1, Some(1), Some("zfs-2")));
    }
}
