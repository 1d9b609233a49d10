//! The native commands as players: each takes the time it was told and leaves behind what was written down before.
//!
//! So what is measured is Phoenix, and the time the real commands would take, and not a simulator. The program answers by the
//! name it is called by: `zfs`, `zpool`, `pct` or `pvesm`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use phoenix_modules::host::real::ROOT_VARIABLE;

/// The commands that are played.
pub(crate) const COMMANDS: [&str; 4] = ["zfs", "zpool", "pct", "pvesm"];

/// What the commands that write leave behind, and how long they take.
pub(crate) struct Script {
    folder: PathBuf,
}

impl Script {
    /// Returns the script of the world in this directory.
    pub(crate) fn of(world: &Path) -> Self {
        Self { folder: world.join("script") }
    }

    /// Writes down what a command leaves behind; for `zfs` also what it finds.
    pub(crate) fn write(&self, part: &str, name: &str, text: &str) -> Result<()> {
        let path = self.path(part, name);
        fs::create_dir_all(path.parent().context("a part of the script lies in a folder")?)?;
        fs::write(path, text)?;
        Ok(())
    }

    /// Returns what was typed that writes, a line each.
    pub(crate) fn typed(&self) -> Result<Vec<String>> {
        let text = match fs::read_to_string(self.folder.join("typed")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            other => other?,
        };
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn path(&self, part: &str, name: &str) -> PathBuf {
        self.folder.join(part).join(name.replace('/', ":"))
    }

    fn read(&self, part: &str, name: &str) -> Result<String> {
        let path = self.path(part, name);
        fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
    }

    fn take_time(&self, command: &str) {
        let milliseconds = self.read("durations", command).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        thread::sleep(Duration::from_millis(milliseconds));
    }

    fn note(&self, line: &str) -> Result<()> {
        let mut typed = File::options().append(true).create(true).open(self.folder.join("typed"))?;
        typed.write_all(format!("{line}\n").as_bytes())?;
        Ok(())
    }
}

/// Plays a command on the host that the environment names.
pub(crate) fn play(program: &str, arguments: &[String]) -> Result<()> {
    let root = PathBuf::from(std::env::var_os(ROOT_VARIABLE).context("there is no host to play on")?);
    let script = Script::of(root.parent().context("a host lies in a world")?);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let verb = arguments.first().copied().unwrap_or_default();
    if (program, verb) == ("zfs", "get") {
        return zfs_get(&script, &arguments[5..]);
    }
    if program == "zpool" {
        let answer = script.read("answers", &format!("zpool {}", arguments.join(" ")))?;
        return Ok(io::stdout().write_all(answer.as_bytes())?);
    }
    script.note(&format!("{program} {}", arguments.join(" ")))?;
    script.take_time(&format!("{program} {verb}"));
    match (program, verb, &arguments[1..]) {
        ("zfs", "set", [.., name]) => {
            drop(fs::remove_file(script.path("zfs", "all")));
            script.write("zfs", name, &script.read("zfs wanted", name)?)
        }
        ("pct", "set", [ctid, ..]) => {
            let text = script.read("lxc wanted", ctid)?;
            replace(&root.join(format!("etc/pve/nodes/pve1/lxc/{ctid}.conf")), &text)
        }
        ("pct", "start", [ctid]) => {
            let mut sockets = File::options().append(true).open(root.join("proc/net/unix"))?;
            let line =
                format!("0000000000000000: 00000002 00000000 00010000 0001 01 4{ctid} @/var/lib/lxc/{ctid}/command\n");
            Ok(sockets.write_all(line.as_bytes())?)
        }
        ("pvesm", "set", [storage, ..]) => {
            let path = root.join("etc/pve/storage.cfg");
            let (text, wanted) = (fs::read_to_string(&path)?, script.read("storage wanted", storage)?);
            let head = wanted.lines().next().unwrap_or_default();
            let sections = text
                .split("\n\n")
                .map(|section| if section.lines().next() == Some(head) { wanted.trim_end() } else { section });
            replace(&path, &sections.collect::<Vec<_>>().join("\n\n"))
        }
        _ => bail!("`{program} {}` is not in the script", arguments.join(" ")),
    }
}

/// All at once is one answer that was written down; it holds until something is set.
fn zfs_get(script: &Script, names: &[&str]) -> Result<()> {
    let all = script.read("zfs", "all").ok().filter(|_| names.len() > 1);
    let text = match all {
        Some(text) => text,
        None => names.iter().map(|name| script.read("zfs", name)).collect::<Result<String>>()?,
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

fn replace(path: &Path, text: &str) -> Result<()> {
    let new = path.with_extension(format!("new.{}", std::process::id()));
    fs::write(&new, text)?;
    Ok(fs::rename(new, path)?)
}
