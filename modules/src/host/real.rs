//! The door to the host: the only file that starts native commands, reads the host's files and writes them (law 2).
//!
//! No shell, ever: arguments are a list, `LC_ALL=C`, standard input null, a time limit, bounded output. The environment
//! variable [`ROOT_VARIABLE`] puts a directory in front of every path, so that the real binaries can be pointed at a
//! simulated host's `/etc/pve`, `/proc/net/unix` and `/dev`.
#![expect(clippy::disallowed_methods, reason = "this file is the door to the host")]

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, io, thread};

use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags, Timespec, Timestamps};

use super::holder::{holder_of, naming_the_holder};
use super::process::{Listener, end_group};
use super::{FileKind, Host, HostError, Output, Probe, Stat};
use crate::command::{Listening, Query};
use crate::names::Ctid;
use crate::plan::{Action, Edit, Lock};

/// The environment variable whose value stands in front of every path on the host.
pub const ROOT_VARIABLE: &str = "PHOENIX_ROOT";

/// The environment variable in which sshd tells a session its connection; the runner's modules inherit it.
pub const SSH_VARIABLE: &str = "SSH_CONNECTION";

/// What a native command may write, in bytes: `zfs get all` of 10,000 datasets is about 40 MB.
const OUTPUT_LIMIT: usize = 256 << 20;

/// How much of the end of what a script says is kept, in bytes: some 200 lines.
const END_LIMIT: usize = 16 << 10;

/// What a file may hold, in bytes: those of pmxcfs have at most 1 MiB, sockets and leases in `/proc` less than 10.
const FILE_LIMIT: u64 = 64 << 20;

/// Where Proxmox's commands live, should the caller's path leave it out (cron, Ansible over ssh).
const SYSTEM_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Phoenix's own lock of a host.
const CONVERGE_LOCK: &str = "/run/lock/phoenix.lock";

/// How long Proxmox itself waits for its locks (pve-container 6.1, pve-cluster 9.1).
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// How long a command that did not end in time may take to tidy up before it is killed.
const TIDY_UP: Duration = Duration::from_secs(2);

/// How often a file is asked for again, after 2 ms each, that is listed and yet absent: pmxcfs shows a file as missing
/// for a moment while it is replaced (100 of 6610 opens, pve-cluster 9.1.6).
const REPLACE_RETRIES: usize = 50;

/// How many old texts of one edited file are kept.
const BACKUPS: usize = 5;

/// The machine this process runs on, below an optional root prefix.
#[derive(Debug, Clone, Default)]
pub struct RealHost {
    root: Option<PathBuf>,
    interrupted: Arc<AtomicBool>,
}

impl RealHost {
    /// Returns the host that the environment names: the machine itself, or the directory in [`ROOT_VARIABLE`].
    pub fn from_environment() -> Self {
        let root = env::var_os(ROOT_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self { root, interrupted: Arc::default() }
    }

    /// Returns the host with a flag that a signal handler may set to ask for a stop between steps.
    #[must_use]
    pub fn interrupted_by(mut self, flag: Arc<AtomicBool>) -> Self {
        self.interrupted = flag;
        self
    }

    /// Takes Phoenix's own lock of this host, `/run/lock/phoenix.lock`: one converge at a time. `None` if it is held.
    ///
    /// The lock lasts as long as the returned file is open, and ends with the process.
    pub fn lock_for_converge(&self) -> Result<Option<File>, HostError> {
        let path = Path::new(CONVERGE_LOCK);
        let file = self.open_lock_file(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(source)) => Err(file_error("lock", path, source)),
        }
    }

    /// Returns the process that holds Phoenix's own lock, if that can be told.
    pub fn who_converges(&self) -> Option<String> {
        holder_of(&self.locate(Path::new(CONVERGE_LOCK)))
    }

    fn open_lock_file(&self, path: &Path) -> Result<File, HostError> {
        let real = self.locate(path);
        let open = || {
            if let Some(directory) = real.parent() {
                fs::create_dir_all(directory)?;
            }
            File::options().read(true).append(true).create(true).open(&real)
        };
        open().map_err(|source| file_error("open", path, source))
    }

    fn locate(&self, path: &Path) -> PathBuf {
        match &self.root {
            None => path.to_owned(),
            Some(root) => root.join(path.strip_prefix("/").unwrap_or(path)),
        }
    }

    /// Returns a script of the host where it lies below the root prefix; a program's bare name is left as it is.
    fn locate_program(&self, program: &str) -> PathBuf {
        if program.starts_with('/') { self.locate(Path::new(program)) } else { PathBuf::from(program) }
    }

    /// Runs a program; `word` is what the log says of it: `asked` of what only looks, `ran` of what changes something.
    fn run(&self, run: &Run<'_>, word: &str) -> Result<Output, HostError> {
        let begun = Instant::now();
        let result = run.to_the_end();
        let took = begun.elapsed().as_millis();
        match &result {
            Ok(output) => tracing::debug!(command = run.shown, ending = output.ending(), took_ms = took, "{word}"),
            Err(error @ (HostError::NotInstalled { .. } | HostError::CannotRun { .. })) => {
                tracing::warn!(command = run.shown, %error, "did not start");
            }
            Err(error) => tracing::warn!(command = run.shown, %error, took_ms = took, "{word}"),
        }
        result
    }

    fn edit(&self, path: &Path, lock: &Lock, edit: &Edit) -> Result<Output, HostError> {
        let _held = self.take(lock)?;
        let old = self.read(path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&old);
        let new = edit.apply(&text).map_err(|cause| HostError::NotEdited { path: path.to_owned(), cause })?;
        let real = self.locate(path);
        let is_in_place = matches!(edit, Edit::Value { .. });
        if !is_in_place {
            self.keep_old_text(path, &old)?;
        }
        let write = || match () {
            () if is_in_place => write_in_place(&real, new.as_bytes()),
            () if new.is_empty() => remove_if_there(&real),
            () => replace(&real, new.as_bytes()),
        };
        write().map_err(|source| file_error("write", path, source))?;
        tracing::info!(path = %path.display(), "edited");
        Ok(Output { status: Some(0), ..Output::default() })
    }

    fn take(&self, lock: &Lock) -> Result<Held, HostError> {
        let begun = Instant::now();
        let attempt = || -> Result<Option<Held>, HostError> {
            match lock {
                Lock::Container(ctid) => {
                    let path = container_lock(ctid);
                    let file = self.open_lock_file(&path)?;
                    match file.try_lock() {
                        Ok(()) => Ok(Some(Held::File { _file: file })),
                        Err(fs::TryLockError::WouldBlock) => Ok(None),
                        Err(fs::TryLockError::Error(source)) => Err(file_error("lock", &path, source)),
                    }
                }
                Lock::Cluster(name) => {
                    let directory = self.locate(Path::new("/etc/pve/priv/lock"));
                    let path = directory.join(name);
                    // The first lock of a node. Without a mounted pmxcfs there is no `priv` either.
                    drop(fs::create_dir(directory));
                    match fs::create_dir(&path) {
                        Ok(()) => Ok(Some(Held::Directory(path))),
                        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(None),
                        Err(source) => Err(file_error("lock", &path, source)),
                    }
                }
                Lock::None => Ok(Some(Held::Nothing)),
            }
        };
        loop {
            if let Some(held) = attempt()? {
                return Ok(held);
            }
            let waited = begun.elapsed();
            if waited >= LOCK_PATIENCE {
                let holder = match lock {
                    Lock::Container(ctid) => holder_of(&self.locate(&container_lock(ctid))),
                    Lock::Cluster(_) | Lock::None => None,
                };
                return Err(HostError::busy(lock, waited, holder));
            }
            if let Lock::Cluster(name) = lock {
                ask_to_drop(&self.locate(Path::new("/etc/pve/priv/lock")).join(name));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// Returns whether a file's directory has its name.
    fn is_listed(&self, path: &Path) -> Result<bool, HostError> {
        let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else { return Ok(false) };
        let names = self.list(directory)?.unwrap_or_default();
        Ok(names.iter().any(|listed| listed.as_str() == name))
    }

    /// Keeps the text that an edit is about to replace, the newest five for each file; written, never read.
    fn keep_old_text(&self, path: &Path, old: &[u8]) -> Result<(), HostError> {
        let directory = Path::new("/var/backups/phoenix");
        let real = self.locate(directory);
        let name = path.to_string_lossy().trim_start_matches('/').replace('/', "-");
        let keep = || -> io::Result<()> {
            fs::create_dir_all(&real)?;
            // The old texts may come from /etc/pve, where only root and www-data may read (0640).
            fs::set_permissions(&real, fs::Permissions::from_mode(0o700))?;
            for number in (1..BACKUPS).rev() {
                let from = real.join(format!("{name}.{number}"));
                if from.exists() {
                    fs::rename(from, real.join(format!("{name}.{}", number + 1)))?;
                }
            }
            fs::write(real.join(format!("{name}.1")), old)
        };
        keep().map_err(|source| file_error("write", directory, source))
    }
}

impl Probe for RealHost {
    fn query(&self, query: &Query) -> Result<Output, HostError> {
        let run = Run {
            program: self.locate_program(query.program()),
            arguments: query.arguments().iter().map(OsString::from).collect(),
            environment: Vec::new(),
            is_alone: false,
            stdin: None,
            listening: query.listening(),
            shown: &query.to_string(),
            limit: query.time_limit(),
        };
        self.run(&run, "asked")
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        let real = self.locate(path);
        let mut retries = REPLACE_RETRIES;
        loop {
            match read_bounded(&real) {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(error) if !is_absent(&error) => return Err(file_error("read", path, error)),
                Err(_) if !path.starts_with("/etc/pve") || !self.is_listed(path)? => return Ok(None),
                Err(error) if retries == 0 => return Err(file_error("read", path, error)),
                Err(_) => thread::sleep(Duration::from_millis(2)),
            }
            retries -= 1;
        }
    }

    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        let entries = match fs::read_dir(self.locate(directory)) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(source) => return Err(file_error("list", directory, source)),
        };
        let name =
            |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let names: io::Result<Vec<String>> = entries.map(name).collect();
        names.map(Some).map_err(|source| file_error("list", directory, source))
    }

    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        let real = self.locate(path);
        let metadata = match fs::metadata(&real) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(source) => return Err(file_error("look at", path, source)),
        };
        let canonical = fs::canonicalize(&real).map_err(|source| file_error("look at", path, source))?;
        let canonical = match self.root.as_ref().and_then(|root| fs::canonicalize(root).ok()) {
            Some(root) => canonical.strip_prefix(&root).map_or(canonical.clone(), |inner| Path::new("/").join(inner)),
            None => canonical,
        };
        let file_type = metadata.file_type();
        let kind = match () {
            () if file_type.is_file() => FileKind::File,
            () if file_type.is_dir() => FileKind::Directory,
            () if file_type.is_char_device() => FileKind::CharacterDevice,
            () if file_type.is_block_device() => FileKind::BlockDevice,
            () => FileKind::Other,
        };
        let is_device = matches!(kind, FileKind::CharacterDevice | FileKind::BlockDevice);
        let number = metadata.rdev();
        let device = is_device.then(|| (rustix::fs::major(number), rustix::fs::minor(number)));
        let (uid, gid, mode) = (metadata.uid(), metadata.gid(), metadata.mode() & 0o7777);
        Ok(Some(Stat { kind, uid, gid, mode, device, canonical }))
    }

    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        let inner: PathBuf = path.components().filter(|part| matches!(part, Component::Normal(_))).collect();
        let open = || -> io::Result<Vec<u8>> {
            let directory = File::open(self.locate(root))?;
            // NONBLOCK: a pipe that the guest laid there is not waited at.
            let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
            // IN_ROOT: an absolute link of the guest is followed inside the guest, `..` never leaves it (openat2(2)).
            let inside = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
            let file = File::from(rustix::fs::openat2(&directory, &inner, flags, Mode::empty(), inside)?);
            if !file.metadata()?.is_file() {
                return Err(io::Error::new(ErrorKind::InvalidInput, "it is no regular file"));
            }
            read_to_limit(file)
        };
        match open() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(source) => Err(file_error("read inside the guest", &root.join(inner), source)),
        }
    }

    fn pause(&self, time: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < time && !self.is_interrupted() {
            thread::sleep(time.saturating_sub(begun.elapsed()).min(Duration::from_millis(100)));
        }
        !self.is_interrupted()
    }

    fn ssh_connection(&self) -> Option<String> {
        env::var(SSH_VARIABLE).ok().filter(|value| !value.is_empty())
    }
}

impl Host for RealHost {
    fn perform(&self, action: &Action) -> Result<Output, HostError> {
        match action {
            Action::Run(command) => {
                let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
                let run = Run {
                    program: self.locate_program(command.program()),
                    arguments: command.arguments().map(OsString::from).collect(),
                    environment: command.environment().map(own).collect(),
                    is_alone: command.is_alone(),
                    stdin: command.stdin(),
                    listening: command.listening(),
                    shown: &command.to_string(),
                    limit: command.time_limit(),
                };
                self.run(&run, "ran").map(|output| naming_the_holder(output, |path| self.locate(path)))
            }
            Action::Edit { path, lock, edit } => self.edit(path, lock, edit),
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

/// A lock of Proxmox while it is held; dropping it gives it back.
enum Held {
    File { _file: File },
    Directory(PathBuf),
    Nothing,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Self::Directory(path) = self
            && let Err(error) = fs::remove_dir(&*path)
        {
            tracing::warn!(path = %path.display(), %error, "lock not given back");
        }
    }
}

/// Writes a value into a file that exists: a parameter of the kernel takes it in one write, and answers with an error if
/// it cannot be meant.
fn write_in_place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::options().write(true).truncate(true).open(path)?.write_all(bytes)
}

/// Asks pmxcfs to drop a lock unused for 120 s, as Proxmox does: `utime(0, 0)` on its directory; EACCES while it is fresh.
fn ask_to_drop(lock: &Path) {
    let times = Timestamps { last_access: Timespec::default(), last_modification: Timespec::default() };
    let answer = rustix::fs::utimensat(rustix::fs::CWD, lock, &times, AtFlags::empty());
    tracing::debug!(lock = %lock.display(), ?answer, "asked for a stale lock");
}

/// Returns the file whose flock guards a container's configuration.
fn container_lock(ctid: &Ctid) -> PathBuf {
    PathBuf::from(format!("/run/lock/lxc/pve-config-{ctid}.lock"))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Replaces a file in one step, as Proxmox does: write `F.tmp.PID`, then rename over it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".tmp.{}", std::process::id()));
    let write = || -> io::Result<()> {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&temporary)))
}

/// Reads a file whole, but not one without an end such as `/dev/zero`.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    read_to_limit(File::open(path)?)
}

fn read_to_limit(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    Ok(bytes)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn file_error(doing: &'static str, path: &Path, cause: io::Error) -> HostError {
    HostError::File { doing, path: path.to_owned(), cause }
}

/// Returns the Debian package that brings a program, for the message that it is missing.
fn package_of(program: &str) -> &'static str {
    match program {
        "zfs" | "zpool" => "the package zfsutils-linux",
        "pct" => "the package pve-container",
        "pvesm" => "the package libpve-storage-perl",
        "lsblk" | "wipefs" => "the package util-linux",
        "update-initramfs" => "the package initramfs-tools",
        "install" | "chown" | "chmod" => "the package coreutils",
        _ => "the package pve-manager",
    }
}

/// One process to start and listen to.
struct Run<'a> {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(String, String)>,
    is_alone: bool,
    stdin: Option<Vec<u8>>,
    listening: Listening,
    shown: &'a str,
    limit: Duration,
}

impl Run<'_> {
    fn to_the_end(&self) -> Result<Output, HostError> {
        let cannot = |cause| HostError::CannotRun { command: self.shown.to_owned(), cause };
        let path = search_path();
        let Some(program) = find_on(&path, &self.program) else {
            let program = self.program.display().to_string();
            return Err(HostError::NotInstalled { package: package_of(&program), program });
        };
        let (ears, out_writer, error_writer) = Ears::open(self.listening).map_err(cannot)?;
        let mut variables = vec![(OsString::from("PATH"), path), ("LC_ALL".into(), "C".into())];
        variables.extend(self.environment.iter().map(|(name, value)| (name.into(), value.into())));
        let mut expression = duct::cmd(program, &self.arguments);
        expression = match self.is_alone {
            true => expression.full_env(variables),
            false => {
                let with = |expression: duct::Expression, (name, value)| expression.env(name, value);
                variables.into_iter().fold(expression.env_remove("LANGUAGE"), with)
            }
        };
        expression = expression
            .stdout_file(out_writer)
            .stderr_file(error_writer)
            // A group of its own: Ctrl-C at the terminal is for us, the running step finishes; and a time limit ends the
            // command with all that it started.
            .before_spawn(|command| {
                command.process_group(0);
                Ok(())
            })
            .unchecked();
        expression = match &self.stdin {
            Some(bytes) => expression.stdin_bytes(bytes.as_slice()),
            None => expression.stdin_null(),
        };
        let handle = expression.start().map_err(cannot)?;
        // Its ends of the pipes would keep ours open.
        drop(expression);
        let Some(ended) = handle.wait_timeout(self.limit).map_err(cannot)? else {
            for leader in handle.pids() {
                end_group(leader, TIDY_UP, || drop(handle.try_wait()));
            }
            return Err(HostError::TimedOut {
                command: self.shown.to_owned(),
                limit: self.limit,
                said: ears.last_words(),
            });
        };
        let status = ended.status.code();
        let too_much = || HostError::TooMuchOutput { command: self.shown.to_owned(), limit: OUTPUT_LIMIT };
        let (stdout, stderr) = ears.heard().ok_or_else(too_much)?;
        Ok(Output { status, stdout, stderr })
    }
}

/// What listens to a process.
enum Ears {
    /// To standard output and standard error apart, to all of it.
    Apart(Listener, Listener),
    /// To both together, to the end of it.
    Together(Listener),
}

impl Ears {
    /// Returns the ears, and the pipes that the process writes to.
    fn open(listening: Listening) -> io::Result<(Self, io::PipeWriter, io::PipeWriter)> {
        let (out_reader, out_writer) = io::pipe()?;
        match listening {
            Listening::Whole => {
                let (error_reader, error_writer) = io::pipe()?;
                let out = Listener::on(out_reader, OUTPUT_LIMIT)?;
                Ok((Self::Apart(out, Listener::on(error_reader, OUTPUT_LIMIT)?), out_writer, error_writer))
            }
            Listening::End => {
                let both = Listener::to_the_end_of(out_reader, END_LIMIT)?;
                let error_writer = out_writer.try_clone()?;
                Ok((Self::Together(both), out_writer, error_writer))
            }
        }
    }

    /// Returns standard output and standard error; `None` if it was too much.
    fn heard(self) -> Option<(Vec<u8>, Vec<u8>)> {
        match self {
            Self::Apart(out, error) => out.heard().zip(error.heard()),
            Self::Together(both) => both.heard().map(|bytes| (bytes, Vec::new())),
        }
    }

    /// Returns what a process said that was stopped.
    fn last_words(self) -> String {
        match self {
            Self::Apart(..) => String::new(),
            Self::Together(both) => String::from_utf8_lossy(&both.heard().unwrap_or_default()).into_owned(),
        }
    }
}

fn search_path() -> OsString {
    let mut path = env::var_os("PATH").unwrap_or_default();
    if !path.is_empty() {
        path.push(":");
    }
    path.push(SYSTEM_PATH);
    path
}

/// Returns where a program lies; an absolute path stands for itself.
fn find_on(path: &OsString, program: &Path) -> Option<PathBuf> {
    let candidates = env::split_paths(path).map(|directory| directory.join(program));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests;
