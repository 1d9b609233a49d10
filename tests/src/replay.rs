//! Recordings of the real commands, played on the simulated host: where its answer differs, it is the one that is wrong.
//!
//! A folder of recordings holds `proxmox/GROUP/CASE.txt` and `zfs/VERSION/CASE.txt`, or is one of the two. Each case starts
//! from the state that it recorded itself.

#![expect(clippy::disallowed_methods, reason = "the recordings lie outside of every host")]

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::fixture;
use crate::world::{Answer, World};

mod bench;
mod conformance;
mod firewall;
mod proxmox;
mod shell;
mod unstable;
mod zfs;

pub(crate) use conformance::as_recorded;
use shell::Played;
use unstable::Known;
pub(crate) use zfs::{is_decided, says_alike, type_in};

/// A recorded case: commands in the order in which they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The path of the recording below the folder, without its ending: `proxmox/set/004-memory-15`.
    pub name: String,
    /// What no file of the case shows of its host: a description in JSON, as `fixture::Description` is read; empty for nothing.
    pub host: String,
    /// What was typed and said.
    pub records: Vec<Record>,
}

/// One command and what the real one did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The command as a shell was given it.
    pub command: String,
    /// The exit code.
    pub exit: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The recorded files, by their path.
    pub files: BTreeMap<PathBuf, Recorded>,
}

/// A file around a command; `None` where there was none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its text before the command.
    pub before: Option<String>,
    /// Its text afterwards.
    pub after: Option<String>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The simulated command did the same.
    Agrees,
    /// It did something else: a sentence for each difference.
    Differs(Vec<String>),
    /// It is not compared: a shell line, or a verb that is never typed.
    Apart(String),
}

/// The verdicts of a case, in the order of its records.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The case.
    pub case: Case,
    /// A verdict for each record.
    pub verdicts: Vec<Verdict>,
}

/// Reads every recording below a folder, in the order of their names; the error names a file that is none.
pub fn cases(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (tool, read) in [("proxmox", proxmox::read as Reader), ("zfs", zfs::read as Reader)] {
        let below = if folder.ends_with(tool) { folder.to_owned() } else { folder.join(tool) };
        for path in recordings(&below)? {
            let bytes = std::fs::read(&path).with_context(|| format!("read {}", path.display()))?;
            let place = path.strip_prefix(&below)?.with_extension("");
            let name = format!("{tool}/{}", place.display());
            let records = read(&String::from_utf8_lossy(&bytes)).with_context(|| format!("read {}", path.display()))?;
            cases.push(Case { name, host: String::new(), records });
        }
    }
    if cases.is_empty() {
        bail!("no recording lies below {}: neither proxmox/GROUP/CASE.txt nor zfs/VERSION/CASE.txt", folder.display());
    }
    Ok(cases)
}

/// Reads the project's own recordings, `AREA/*.case` below a folder; the error names the file and line that makes no sense.
pub fn conformance_cases(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for path in files_of(folder, "case")? {
        let area = path.strip_prefix(folder)?.iter().next().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        cases.extend(conformance::read(&area, &text).with_context(|| format!("read {}", path.display()))?);
    }
    Ok(cases)
}

type Reader = fn(&str) -> Result<Vec<Record>>;

fn recordings(folder: &Path) -> Result<Vec<PathBuf>> {
    files_of(folder, "txt")
}

fn files_of(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let entries = std::fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("list {}", folder.display()))?.path();
        if path.is_dir() && !path.ends_with("scripts") {
            found.extend(files_of(&path, ending)?);
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Plays a case on the host that it was recorded on, as far as the case tells it. Panics if its description of the host is none.
pub fn judge(case: Case) -> Judged {
    let is_of_zfs = case.name.starts_with("zfs/");
    let mut world = if is_of_zfs { zfs::world(&case) } else { bench::world(&case) };
    if !case.host.is_empty() {
        let furnished = serde_json::from_str(&case.host).map_err(anyhow::Error::from);
        let furnished = furnished.and_then(|description| fixture::furnish(&mut world, description));
        furnished.unwrap_or_else(|error| panic!("the host of {:?}: {error:#}", case.name));
    }
    let known = Known::by(&case);
    let verdicts = case.records.iter().map(|record| match proxmox::apart(record) {
        _ if is_of_zfs => zfs::play(&mut world, &case, record),
        Some(reason) => Verdict::Apart(reason),
        None => play(&mut world, record, &known, proxmox::shows_the_machine),
    });
    let verdicts = verdicts.collect();
    Judged { case, verdicts }
}

fn play(world: &mut World, record: &Record, known: &Known, passes_over: fn(&[String]) -> bool) -> Verdict {
    let Played { answer, is_partial } = match shell::play(world, &record.command, passes_over) {
        Ok(played) => played,
        Err(lack) => return Verdict::Apart(format!("the line needs {lack}")),
    };
    let mut differences = Vec::new();
    if (answer.status == 0) != (record.exit == 0) {
        differences.push(other_exit(record, &answer));
    }
    let mut compare = |what: &str, recorded: &str, simulated: &str| {
        if unstable::normal(recorded, known) != unstable::normal(simulated, known) {
            differences.push(other_text(what, recorded, simulated));
        }
    };
    if !is_partial {
        compare("stdout", &record.stdout, &answer.stdout);
    }
    compare("stderr", &record.stderr, &answer.stderr);
    for (path, file) in &record.files {
        let simulated = world.read(&path.display().to_string());
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "[absent]".to_owned());
        compare(&path.display().to_string(), &shown(&file.after), &shown(&simulated));
    }
    if differences.is_empty() { Verdict::Agrees } else { Verdict::Differs(differences) }
}

fn other_exit(record: &Record, answer: &Answer) -> String {
    format!("exit: recorded {}, simulated {}", record.exit, answer.status)
}

fn other_text(what: &str, recorded: &str, simulated: &str) -> String {
    format!("{what}:\n  recorded   {recorded:?}\n  simulated  {simulated:?}")
}

impl fmt::Display for Judged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (record, verdict) in self.case.records.iter().zip(&self.verdicts) {
            if let Verdict::Differs(differences) = verdict {
                writeln!(formatter, "--- {}\n$ {}", self.case.name, record.command)?;
                differences.iter().try_for_each(|difference| writeln!(formatter, "{difference}"))?;
            }
        }
        Ok(())
    }
}

impl Judged {
    /// Returns whether a record of it was compared.
    pub fn is_comparable(&self) -> bool {
        self.verdicts.iter().any(|verdict| !matches!(verdict, Verdict::Apart(_)))
    }

    /// Returns whether all that was compared agrees.
    pub fn agrees(&self) -> bool {
        !self.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Differs(_)))
    }
}
