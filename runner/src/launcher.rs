//! Starts our own modules through the protocol: the only file of the runner that starts a process (law 2).
#![expect(clippy::disallowed_methods, reason = "this file is the door to the modules")]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};
use std::{io, thread};

use phoenix_modules::host::process::end_group;
use phoenix_modules::protocol::Reply;
use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Map, Value};

use crate::agenda::Module;
use crate::cli::Inspect;

/// A module may answer this much, in bytes.
const ANSWER_LIMIT: u64 = 256 << 20;

/// How long a module that did not end in time may take to finish its step before it is killed.
const LAST_STEP: Duration = Duration::from_secs(5);

/// How long a module may take to begin to listen to signals: before that, a signal would kill it without an answer.
const DEAF_AT_FIRST: Duration = Duration::from_millis(100);

/// Whether a module looks only, or may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Ansible's check mode.
    Check,
    /// The host may be changed.
    Converge,
}

impl Mode {
    /// Returns what a module may leave behind that was stopped; a native command has a process group of its own.
    fn left_behind(self) -> &'static str {
        match self {
            Self::Check => "nothing was changed",
            Self::Converge => "what it had begun may be half done, and a native command of it may still run",
        }
    }
}

/// Calls modules.
pub trait Launcher: Sync {
    /// Calls a module and returns its answer; a module that says `failed` is an `Ok`.
    fn call(&self, module: Module, arguments: Map<String, Value>, mode: Mode) -> Result<Reply, LaunchError>;

    /// Asks the modules that converge to finish their step and begin no other, and starts none that would converge.
    ///
    /// To be called again and again until they have ended: a module that has just been started does not listen yet.
    fn interrupt(&self);
}

/// Why a module gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// There is no such binary.
    #[error("the module {} is missing; put the modules beside phoenix-run, or name their folder with --modules", .0.display())]
    Missing(PathBuf),
    /// It could not be started or listened to.
    #[error("the module {} could not be run: {source}", path.display())]
    CannotRun {
        /// The binary.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It did not end in time.
    #[error("the module {} did not answer within {} s and was stopped; {}", path.display(), limit.as_secs(), mode.left_behind())]
    TimedOut {
        /// The binary.
        path: PathBuf,
        /// The time it had.
        limit: Duration,
        /// Whether it might touch.
        mode: Mode,
    },
    /// It was not started, for [`Launcher::interrupt`] came first.
    #[error("not begun: a stop was asked for")]
    Stopped,
    /// What it printed is no answer.
    #[error("the module {} gave no answer ({ending}); it printed: {printed}", path.display())]
    NoAnswer {
        /// The binary.
        path: PathBuf,
        /// How it ended.
        ending: String,
        /// The beginning of what it printed.
        printed: String,
    },
}

/// Starts the module binaries of a folder.
#[derive(Debug)]
pub struct ModuleFolder {
    /// The folder.
    pub folder: PathBuf,
    /// How long a look may take.
    pub check_limit: Duration,
    /// How long a call that changes the host may take; copying a large disk takes hours.
    pub converge_limit: Duration,
    inspect: Inspect,
    lock: Option<File>,
    converging: Mutex<Vec<Converging>>,
    interrupted: AtomicBool,
}

/// A module that runs and may touch.
#[derive(Debug)]
struct Converging {
    pid: u32,
    since: Instant,
}

impl ModuleFolder {
    /// Returns the launcher of the modules in this folder.
    pub fn new(folder: PathBuf, check_limit: Duration, converge_limit: Duration) -> Self {
        let (converging, interrupted) = (Mutex::default(), AtomicBool::new(false));
        Self { folder, check_limit, converge_limit, inspect: Inspect::Auto, lock: None, converging, interrupted }
    }

    /// Returns the launcher of modules that look at the host by this way.
    #[must_use]
    pub fn inspecting(mut self, inspect: Inspect) -> Self {
        self.inspect = inspect;
        self
    }

    /// Returns the launcher with a locked file that each module holds too while it converges.
    ///
    /// A lock belongs to the open file (flock(2)): should this process be killed, it lasts until its last module ends.
    #[must_use]
    pub fn holding(mut self, lock: File) -> Self {
        self.lock = Some(lock);
        self
    }

    fn run(
        &self,
        path: PathBuf,
        arguments: &[u8],
        mode: Mode,
        limit: Duration,
    ) -> Result<(Vec<u8>, String), LaunchError> {
        let cannot = |source| LaunchError::CannotRun { path: path.clone(), source };
        let arguments = in_memory(arguments).map_err(cannot)?;
        let file = format!("/proc/{}/fd/{}", std::process::id(), arguments.as_raw_fd());
        let (reader, writer) = io::pipe().map_err(cannot)?;
        let module = duct::cmd(&path, [file]);
        // The module reads nothing from its standard input: it only keeps the lock open.
        let module = match self.lock.as_ref().filter(|_| mode == Mode::Converge) {
            Some(lock) => module.stdin_file(lock.try_clone().map_err(cannot)?),
            None => module.stdin_null(),
        };
        let handle = module
            .stdout_file(writer)
            .stderr_null()
            // Ctrl-C at the terminal is for the runner, which passes it on.
            .before_spawn(|command| {
                command.process_group(0);
                Ok(())
            })
            .unchecked()
            .start()
            .map_err(cannot)?;
        let heard = thread::spawn(move || {
            let mut bytes = Vec::new();
            reader.take(ANSWER_LIMIT).read_to_end(&mut bytes).map(|_| bytes)
        });
        let ended = self.while_noted(&handle.pids(), mode, || handle.wait_timeout(limit));
        let Some(output) = ended.map_err(cannot)? else {
            for leader in handle.pids() {
                end_group(leader, LAST_STEP, || drop(handle.try_wait()));
            }
            return Err(LaunchError::TimedOut { path, limit, mode });
        };
        let ending = output.status.to_string();
        let bytes = heard.join().unwrap_or_else(|_| Ok(Vec::new())).map_err(cannot)?;
        Ok((bytes, ending))
    }

    /// How often and how long a container's health is asked for is declared, and may be longer than any other look.
    fn limit(&self, module: Module, mode: Mode) -> Duration {
        match mode {
            Mode::Check if module != Module::LxcHealth => self.check_limit,
            Mode::Check | Mode::Converge => self.converge_limit,
        }
    }

    /// Does something while these processes can be interrupted, if they converge.
    fn while_noted<T>(&self, pids: &[u32], mode: Mode, work: impl FnOnce() -> T) -> T {
        if mode == Mode::Check {
            return work();
        }
        let since = Instant::now();
        self.converging().extend(pids.iter().map(|pid| Converging { pid: *pid, since }));
        let done = work();
        self.converging().retain(|module| !pids.contains(&module.pid));
        done
    }

    fn converging(&self) -> MutexGuard<'_, Vec<Converging>> {
        self.converging.lock().expect("no holder panics")
    }
}

impl Launcher for ModuleFolder {
    fn call(&self, module: Module, arguments: Map<String, Value>, mode: Mode) -> Result<Reply, LaunchError> {
        if mode == Mode::Converge && self.interrupted.load(Ordering::SeqCst) {
            return Err(LaunchError::Stopped);
        }
        let path = self.folder.join(module.binary());
        if !path.is_file() {
            return Err(LaunchError::Missing(path));
        }
        let mut arguments = arguments;
        arguments.insert("_ansible_check_mode".to_owned(), Value::Bool(mode == Mode::Check));
        arguments.insert("inspect".to_owned(), Value::from(self.inspect.word()));
        arguments.insert("_ansible_inject_invocation".to_owned(), Value::Bool(false));
        let arguments = Value::Object(arguments).to_string();
        let (bytes, ending) = self.run(path.clone(), arguments.as_bytes(), mode, self.limit(module, mode))?;
        serde_json::from_slice(&bytes).map_err(|_| {
            let text = String::from_utf8_lossy(&bytes);
            let printed = text.trim().chars().take(200).collect::<String>();
            let printed = if printed.is_empty() { "nothing".to_owned() } else { printed };
            LaunchError::NoAnswer { path, ending, printed }
        })
    }

    fn interrupt(&self) {
        self.interrupted.store(true, Ordering::SeqCst);
        let modules = self.converging();
        modules.iter().filter(|module| module.since.elapsed() > DEAF_AT_FIRST).for_each(Converging::interrupt);
    }
}

impl Converging {
    /// Sends SIGTERM: the module finishes its step and answers. Not SIGINT, which a shell's job in the background ignores
    /// from birth, and so does every child of it that sets no handler.
    fn interrupt(&self) {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid
            && let Err(error) = kill_process(pid, Signal::TERM)
        {
            tracing::debug!(%error, "module not interrupted");
        }
    }
}

/// Returns a file that lies nowhere and ends with this process: a module's arguments may hold secrets.
fn in_memory(bytes: &[u8]) -> io::Result<File> {
    let mut file = File::from(memfd_create(c"phoenix-arguments", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::sync::OnceLock;

    use serde_json::json;

    use super::*;

    /// A module that does what its argument `do` says, in the words of `sh`; `$1` is its arguments file.
    const MODULE: &str = r#"#!/bin/sh
eval "$(sed 's/.*"do":"\([^"]*\)".*/\1/' "$1")"
"#;

    /// Returns the folder of the module. It is written before any is started: a file that somebody who is just being
    /// started has open for writing cannot be run (ETXTBSY).
    fn folder() -> PathBuf {
        static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
        let made = FOLDER.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let module = folder.path().join(Module::Lxc.binary());
            fs::write(&module, MODULE).unwrap();
            fs::set_permissions(&module, fs::Permissions::from_mode(0o755)).unwrap();
            folder
        });
        made.path().to_owned()
    }

    fn launcher(limit: Duration) -> ModuleFolder {
        ModuleFolder::new(folder(), limit, limit)
    }

    fn patient() -> ModuleFolder {
        launcher(Duration::from_secs(30))
    }

    /// Calls the module and returns the error's text, or what it printed that is no answer.
    fn said(launcher: &ModuleFolder, what: &str, mode: Mode) -> String {
        let Value::Object(arguments) = json!({ "do": what }) else { unreachable!() };
        launcher.call(Module::Lxc, arguments, mode).unwrap_err().to_string()
    }

    fn wait_for(path: &Path) {
        while !path.exists() {
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn arguments_lie_in_no_folder() {
        let said = said(&patient(), "readlink $1; cat $1", Mode::Check);
        assert!(said.contains("/memfd:phoenix-arguments (deleted)"), "{said}");
        assert!(said.contains("\"_ansible_check_mode\":true"), "{said}");
    }

    #[test]
    fn a_time_limit_lets_the_step_end_and_says_what_may_still_run() {
        let folder = tempfile::tempdir().unwrap();
        let script = format!(
            "trap 'sleep 0.3; touch {0}/finished; exit' TERM; while :; do sleep 0.05; done",
            folder.path().display()
        );
        let text = said(&launcher(Duration::from_millis(500)), &script, Mode::Converge);
        assert!(folder.path().join("finished").exists());
        assert!(text.contains("a native command of it may still run"), "{text}");
        let text = said(&launcher(Duration::from_millis(100)), "sleep 60", Mode::Check);
        assert!(text.contains("nothing was changed"), "{text}");
    }

    #[test]
    fn a_stop_reaches_what_converges_and_nothing_that_looks() {
        let folder = tempfile::tempdir().unwrap();
        let launcher = patient();
        let script = |name: &str, seconds: u32| {
            let ready = folder.path().join(name);
            format!(
                "trap 'echo interrupted; exit' TERM; touch {}; i=0; while [ $i -lt {seconds}0 ]; do sleep 0.1; i=$((i+1)); done; \
                 echo undisturbed",
                ready.display()
            )
        };
        thread::scope(|scope| {
            let look = scope.spawn(|| said(&launcher, &script("look", 1), Mode::Check));
            let touch = scope.spawn(|| said(&launcher, &script("touch", 60), Mode::Converge));
            ["look", "touch"].iter().for_each(|name| wait_for(&folder.path().join(name)));
            thread::sleep(DEAF_AT_FIRST * 2);
            launcher.interrupt();
            let (look, touch) = (look.join().unwrap(), touch.join().unwrap());
            assert!(look.contains("undisturbed") && touch.contains("interrupted"), "{look}\n{touch}");
        });
        assert_eq!(said(&launcher, "echo begun", Mode::Converge), "not begun: a stop was asked for");
        assert!(said(&launcher, "echo looked", Mode::Check).contains("looked"));
    }

    #[test]
    fn a_module_that_does_not_listen_yet_is_left_alone() {
        let launcher = patient();
        thread::scope(|scope| {
            let touch = scope.spawn(|| said(&launcher, "sleep 0.5; echo undisturbed", Mode::Converge));
            while launcher.converging().is_empty() {
                thread::yield_now();
            }
            launcher.interrupt();
            assert!(touch.join().unwrap().contains("undisturbed"));
        });
    }

    #[test]
    fn the_lock_lasts_as_long_as_a_module_that_converges() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let is_free =
            || File::options().write(true).create(true).truncate(false).open(&path).unwrap().try_lock().is_ok();
        let left_behind = |mode: Mode| {
            let lock = File::create(&path).unwrap();
            lock.lock().unwrap();
            // What goes on after the launcher has ended: `<&0`, for a shell gives its jobs another standard input.
            said(&patient().holding(lock), "exec 3<&0; sleep 1 <&3 >/dev/null &", mode);
        };
        left_behind(Mode::Check);
        assert!(is_free());
        left_behind(Mode::Converge);
        assert!(!is_free());
        thread::sleep(Duration::from_millis(1500));
        assert!(is_free());
    }
}
