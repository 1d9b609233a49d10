//! The stamps of features, files inside the guest: what was run there, or begun. They are part of that guest: a clone has those
//! of its source, and who rolls a guest back rolls them back with it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::Command;
use crate::host::Probe;
use crate::names::{Ctid, FeatureName};
use crate::plan::Digest;

/// The folder of the stamps inside a guest.
pub const FOLDER: &str = "/var/lib/phoenix/features";

/// What the guest tells of a feature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Stamps {
    /// No stamp is there. Whether the feature is, is not known by that.
    #[default]
    None,
    /// The guest is stopped and its files cannot be seen, or no stamp is among them.
    NotSeen,
    /// It was to be installed, perhaps begun, and has not ended well since; the digest of what was begun, empty if nothing was.
    Begun(String),
    /// It was installed, or adopted.
    Stamped(Stamp),
}

/// A stamp: `installed 3f786850e387550fdab836ed7e6dc881de23001b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// How it came to be: `installed`, `adopted`.
    pub word: String,
    /// The digest of the script and its inputs.
    pub digest: String,
}

impl Stamps {
    /// Returns whether a stamp is there.
    pub fn tell_something(&self) -> bool {
        matches!(self, Self::Begun(_) | Self::Stamped(_))
    }
}

fn path(name: &FeatureName) -> String {
    format!("{FOLDER}/{name}")
}

/// While its script runs, and after it failed, the stamp has this name.
fn path_begun(name: &FeatureName) -> String {
    format!("{FOLDER}/{name}.begun")
}

/// What is written of something that was there has this name until it is whole: half a stamp would be one of another script.
fn path_adopted(name: &FeatureName) -> String {
    format!("{FOLDER}/{name}.adopted")
}

/// Where the stamps of a guest are seen.
pub(super) enum Place {
    /// Below the root of its first process.
    Running(PathBuf),
    /// Below the root of its volume, if that is seen on the host.
    Stopped(Option<PathBuf>),
}

impl Place {
    /// Reads the stamps of a feature. What is seen in a stopped guest is true; what is not seen there may be in it all the same.
    pub(super) fn read(&self, name: &FeatureName, host: &dyn Probe) -> Result<Stamps> {
        match self {
            Self::Running(root) => read(root, name, host),
            Self::Stopped(None) => Ok(Stamps::NotSeen),
            Self::Stopped(Some(root)) => {
                let seen = read(root, name, host)?;
                Ok(if seen.tell_something() { seen } else { Stamps::NotSeen })
            }
        }
    }
}

fn read(root: &Path, name: &FeatureName, host: &dyn Probe) -> Result<Stamps> {
    let stamp = |path: &str| {
        let bytes = host.read_in_guest(root, Path::new(path))?;
        anyhow::Ok(bytes.map(|bytes| parse(&String::from_utf8_lossy(&bytes))))
    };
    if let Some(begun) = stamp(&path_begun(name))? {
        return Ok(Stamps::Begun(begun.digest));
    }
    Ok(stamp(&path(name))?.map_or(Stamps::None, Stamps::Stamped))
}

/// A stamp that somebody wrote by hand (`touch`) says that it is there, and not of what script.
fn parse(text: &str) -> Stamp {
    let mut words = text.split_whitespace();
    let word = words.next().unwrap_or("written by hand").chars().take(40).collect();
    Stamp { word, digest: words.next().unwrap_or_default().chars().take(64).collect() }
}

/// Returns the command that makes the folder of the stamps, and another one.
pub(super) fn make_folders(ctid: Ctid, another: Option<&str>) -> Command {
    inside(ctid).args(["mkdir", "-p", FOLDER]).args(another)
}

/// Returns the command that writes a stamp of something that begins.
pub(super) fn begin(ctid: Ctid, name: &FeatureName, digest: &Digest) -> Command {
    write(ctid, &path_begun(name), &format!("installed {}", digest.as_str()))
}

/// Returns the command that notes features that are still to begin.
pub(super) fn note(ctid: Ctid, names: &[FeatureName]) -> Command {
    inside(ctid).arg("touch").args(names.iter().map(path_begun))
}

/// Returns the command that makes the stamp of something that began one of something that is done.
pub(super) fn finish(ctid: Ctid, name: &FeatureName) -> Command {
    inside(ctid).args(["mv", "-f", &path_begun(name), &path(name)])
}

/// Returns the commands that write a stamp of something that was there, and make it a good one.
pub(super) fn adopt(ctid: Ctid, name: &FeatureName, digest: &Digest) -> [Command; 2] {
    let writes = write(ctid, &path_adopted(name), &format!("adopted {}", digest.as_str()));
    [writes, inside(ctid).args(["mv", "-f", &path_adopted(name), &path(name)])]
}

/// `tee` takes its standard input as it is: in an unprivileged guest nobody may open `/dev/stdin`, which is the host's (LXC 6.0.4,
/// run).
fn write(ctid: Ctid, path: &str, line: &str) -> Command {
    inside(ctid).args(["tee", path]).reading(line)
}

fn inside(ctid: Ctid) -> Command {
    Command::new("pct").args(["exec", &ctid.to_string(), "--"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_a_word_and_a_digest_and_nothing_of_it_is_trusted_to_be_short() {
        let stamp = |word: &str, digest: &str| Stamp { word: word.to_owned(), digest: digest.to_owned() };
        assert_eq!(parse("installed 3f78\n"), stamp("installed", "3f78"));
        assert_eq!(parse("adopted 3f78 and more\nlines\n"), stamp("adopted", "3f78"));
        assert_eq!(parse(""), stamp("written by hand", ""));
        let long = parse(&format!("{} {}", "a".repeat(100_000), "b".repeat(100_000)));
        assert_eq!((long.word.len(), long.digest.len()), (40, 64));
    }
}
