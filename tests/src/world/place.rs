//! The world in a directory: `root/` holds the host's files, `state.json` the rest, `bin/` the commands.
//!
//! A command holds `lock` while it runs. What changed is written at its end, so a query changes no byte.
#![expect(clippy::disallowed_methods, reason = "these are the files of a simulated host")]

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{State, Typed, World};
use crate::coreutils::Attributes;
use crate::files::Files;

/// A command that was run on a simulated host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Whether it is of those that change something.
    pub mutates: bool,
    /// Its exit code.
    pub status: i32,
}

/// Where a world lives.
#[derive(Debug)]
pub(super) struct Place {
    directory: PathBuf,
    /// Held from opening to dropping.
    lock: File,
    /// The text of `state.json` as it is.
    saved: String,
}

impl World {
    /// Makes a blank host in a directory, which must not hold one yet, and keeps it locked.
    pub fn create(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let lock = File::options().append(true).create(true).open(directory.join("lock"))?;
        lock.lock()?;
        if directory.join("state.json").exists() {
            let text = format!("{} is a simulated host already", directory.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
        }
        let files = Files::below(&directory.join("root"))?;
        let place = Place { directory: directory.to_owned(), lock, saved: String::new() };
        let mut world =
            Self { files, state: State::default(), is_looked_at: false, typed: Typed::default(), place: Some(place) };
        world.lay_out();
        world.save()?;
        Ok(world)
    }

    /// Opens the host in a directory and keeps it locked; waits while a command runs on it.
    pub fn open(directory: &Path) -> io::Result<Self> {
        let lock = File::open(directory.join("lock"))?;
        lock.lock()?;
        let (state, saved) = read_state(directory)?;
        let files = Files::below(&directory.join("root"))?;
        let place = Place { directory: directory.to_owned(), lock, saved };
        Ok(Self { files, state, is_looked_at: false, typed: Typed::default(), place: Some(place) })
    }

    /// Writes what changed; does nothing in memory.
    pub fn save(&mut self) -> io::Result<()> {
        let Some(place) = &mut self.place else { return Ok(()) };
        self.files.save()?;
        for (path, Attributes { uid, gid, mode }) in &self.state.attributes {
            self.files.show_attributes(Path::new(path), *uid, *gid, *mode)?;
        }
        let text = serde_json::to_string_pretty(&self.state)? + "\n";
        if text != place.saved {
            let temporary = place.directory.join("state.json.new");
            fs::write(&temporary, &text)?;
            fs::rename(&temporary, place.directory.join("state.json"))?;
            place.saved = text;
        }
        Ok(())
    }

    /// Lets the time of a command (`pct clone`) pass, if `State::durations` names it.
    ///
    /// In a directory the world is saved and unlocked meanwhile, and read again after: other commands really run then,
    /// and see what was done so far. In memory only the clock goes on.
    pub fn take_time(&mut self, command: &str) {
        let Some(milliseconds) = self.state.durations.get(command).copied() else {
            return;
        };
        self.state.clock += milliseconds.div_ceil(1000);
        if self.place.is_some() {
            self.step_aside(Duration::from_millis(milliseconds))
                .expect("the directory of the world stays as it was opened");
        }
    }

    fn step_aside(&mut self, duration: Duration) -> io::Result<()> {
        if !self.is_looked_at {
            self.save()?;
        }
        let Some(place) = &mut self.place else { return Ok(()) };
        place.lock.unlock()?;
        thread::sleep(duration);
        place.lock.lock()?;
        (self.state, place.saved) = read_state(&place.directory)?;
        self.files = Files::below(&place.directory.join("root"))?;
        Ok(())
    }

    /// Appends a command to `commands.log`, one line of JSON; does nothing in memory.
    pub fn log(&self, ran: &Ran) -> io::Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        let mut log = File::options().append(true).create(true).open(place.directory.join("commands.log"))?;
        log.write_all((serde_json::to_string(ran)? + "\n").as_bytes())
    }

    /// Links the commands that this host has to the program that simulates them, in `bin/`.
    pub fn link_commands(&self, simhost: &Path, commands: &[&str]) -> io::Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        let bin = place.directory.join("bin");
        fs::create_dir_all(&bin)?;
        for command in commands {
            match std::os::unix::fs::symlink(simhost, bin.join(command)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            }
        }
        Ok(())
    }
}

/// Returns the commands that were run on the host in a directory.
pub fn commands_log(directory: &Path) -> io::Result<Vec<Ran>> {
    let text = match fs::read_to_string(directory.join("commands.log")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        other => other?,
    };
    text.lines().map(|line| serde_json::from_str(line).map_err(io::Error::from)).collect()
}

fn read_state(directory: &Path) -> io::Result<(State, String)> {
    let text = fs::read_to_string(directory.join("state.json"))?;
    let state = serde_json::from_str(&text)?;
    Ok((state, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_found_again_as_it_was_left() {
        let directory = tempfile::tempdir().unwrap();
        let mut world = World::create(directory.path()).unwrap();
        world.state.node = "pve7".to_owned();
        world.files.write("/etc/pve/storage.cfg", "dir: local\n");
        world.save().unwrap();
        let state = world.state.clone();
        drop(world);
        let again = World::open(directory.path()).unwrap();
        assert_eq!(again.state, state);
        assert_eq!(again.read("/etc/pve/storage.cfg").unwrap(), "dir: local\n");
        drop(again);
        assert_eq!(World::create(directory.path()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn others_run_while_a_command_takes_its_time() {
        let directory = tempfile::tempdir().unwrap();
        let mut world = World::create(directory.path()).unwrap();
        world.state.durations.insert("pct clone".to_owned(), 400);
        world.files.write("/begun", "");
        let other = directory.path().to_owned();
        let other = thread::spawn(move || {
            let mut world = World::open(&other).unwrap();
            assert!(world.files.exists(Path::new("/begun")));
            world.files.write("/meanwhile", "");
            world.save().unwrap();
        });
        world.take_time("pct clone");
        other.join().unwrap();
        assert!(world.files.exists(Path::new("/meanwhile")));
    }
}
