//! Starts our own modules through the protocol: the only file of the runner that starts a process (law 2).
#![expect(clippy::disallowed_methods, reason = "this file is the door to the modules")]

use std::fs;
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{io, thread};

use phoenix_modules::protocol::Reply;
use serde_json::{Map, Value};

use crate::agenda::Module;

/// A module may answer this much, in bytes.
const ANSWER_LIMIT: u64 = 256 << 20;

/// Whether a module looks only, or may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Ansible's check mode.
    Check,
    /// The host may be changed.
    Converge,
}

/// Calls modules.
pub trait Launcher: Sync {
    /// Calls a module and returns its answer; a module that says `failed` is an `Ok`.
    fn call(&self, module: Module, arguments: Map<String, Value>, mode: Mode) -> Result<Reply, LaunchError>;

    /// Asks the modules that run to finish their step and begin no other.
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
    #[error("the module {} did not answer within {} s and was stopped; what it had begun may be half done", path.display(), limit.as_secs())]
    TimedOut {
        /// The binary.
        path: PathBuf,
        /// The time it had.
        limit: Duration,
    },
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
    running: Mutex<Vec<u32>>,
    interrupted: AtomicBool,
}

impl ModuleFolder {
    /// Returns the launcher of the modules in this folder.
    pub fn new(folder: PathBuf, check_limit: Duration, converge_limit: Duration) -> Self {
        Self { folder, check_limit, converge_limit, running: Mutex::default(), interrupted: AtomicBool::new(false) }
    }

    fn run(&self, path: PathBuf, arguments: &[u8], limit: Duration) -> Result<(Vec<u8>, String), LaunchError> {
        let cannot = |source| LaunchError::CannotRun { path: path.clone(), source };
        // The arguments may hold secrets: the file lies in a folder that only this user can enter, and goes with it.
        let folder = tempfile::Builder::new().prefix("phoenix-").tempdir().map_err(cannot)?;
        let file = folder.path().join("args");
        fs::write(&file, arguments).map_err(cannot)?;
        let (reader, writer) = io::pipe().map_err(cannot)?;
        let handle = duct::cmd(&path, [&file])
            .stdin_null()
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
        let pids = handle.pids();
        self.note_running(&pids);
        let ended = handle.wait_timeout(limit);
        self.note_ended(&pids);
        let Some(output) = ended.map_err(cannot)? else {
            handle.kill().map_err(cannot)?;
            return Err(LaunchError::TimedOut { path, limit });
        };
        let ending = output.status.to_string();
        let bytes = heard.join().unwrap_or_else(|_| Ok(Vec::new())).map_err(cannot)?;
        Ok((bytes, ending))
    }

    fn note_running(&self, pids: &[u32]) {
        self.running.lock().expect("no holder panics").extend(pids);
        // A module that was started just as the stop was asked for.
        if self.interrupted.load(Ordering::SeqCst) {
            signal(pids.iter().copied());
        }
    }

    fn note_ended(&self, pids: &[u32]) {
        let mut running = self.running.lock().expect("no holder panics");
        running.retain(|pid| !pids.contains(pid));
    }
}

impl Launcher for ModuleFolder {
    fn call(&self, module: Module, arguments: Map<String, Value>, mode: Mode) -> Result<Reply, LaunchError> {
        let path = self.folder.join(module.binary());
        if !path.is_file() {
            return Err(LaunchError::Missing(path));
        }
        let mut arguments = arguments;
        arguments.insert("_ansible_check_mode".to_owned(), Value::Bool(mode == Mode::Check));
        arguments.insert("_ansible_inject_invocation".to_owned(), Value::Bool(false));
        let limit = match mode {
            Mode::Check => self.check_limit,
            Mode::Converge => self.converge_limit,
        };
        let (bytes, ending) = self.run(path.clone(), Value::Object(arguments).to_string().as_bytes(), limit)?;
        serde_json::from_slice(&bytes).map_err(|_| {
            let text = String::from_utf8_lossy(&bytes);
            let printed = text.trim().chars().take(200).collect::<String>();
            let printed = if printed.is_empty() { "nothing".to_owned() } else { printed };
            LaunchError::NoAnswer { path, ending, printed }
        })
    }

    fn interrupt(&self) {
        self.interrupted.store(true, Ordering::SeqCst);
        signal(self.running.lock().expect("no holder panics").iter().copied());
    }
}

/// Sends SIGINT: the module finishes its step and answers.
fn signal(pids: impl Iterator<Item = u32>) {
    for pid in pids {
        let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid
            && let Err(error) = rustix::process::kill_process(pid, rustix::process::Signal::INT)
        {
            tracing::debug!(%error, "module not interrupted");
        }
    }
}
