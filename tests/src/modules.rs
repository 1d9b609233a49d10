//! The modules in this process: called as the runner calls them, on a simulated host.

use std::sync::Mutex;

use phoenix_modules::catalog;
use phoenix_modules::protocol::Reply;
use phoenix_run::agenda::Module;
use phoenix_run::cli::Inspect;
use phoenix_run::launcher::{LaunchError, Launcher, Mode};
use serde_json::{Map, Value};

use crate::SimHost;

/// Calls a module with these arguments and returns what it answers.
pub fn call(host: &SimHost, module: &str, arguments: &Map<String, Value>, mode: Mode) -> Reply {
    let mut arguments = arguments.clone();
    arguments.insert("_ansible_check_mode".to_owned(), Value::Bool(mode == Mode::Check));
    let module = catalog::find(module).expect("stories call modules that exist");
    let line = (module.answer)(Value::Object(arguments).to_string().as_bytes(), host);
    serde_json::from_slice(&line).expect("a module answers with one line of JSON")
}

/// Asks a module that only tells, and returns its whole answer.
pub fn ask(host: &SimHost, module: &str, arguments: &Map<String, Value>) -> Map<String, Value> {
    let module = catalog::find(module).expect("stories ask modules that exist");
    let line = (module.answer)(Value::Object(arguments.clone()).to_string().as_bytes(), host);
    serde_json::from_slice(&line).expect("a module answers with one line of JSON")
}

/// A launcher whose modules all run in this process, on one simulated host, one after the other.
#[derive(Debug)]
pub struct InProcess {
    host: Mutex<SimHost>,
    inspect: Inspect,
}

impl InProcess {
    /// Returns the launcher for this host.
    pub fn on(host: SimHost) -> Self {
        Self { host: Mutex::new(host), inspect: Inspect::Auto }
    }

    /// Returns the launcher of modules that look at the host by this way.
    #[must_use]
    pub fn inspecting(self, inspect: Inspect) -> Self {
        Self { inspect, ..self }
    }

    /// Returns the host when all is done.
    pub fn into_host(self) -> SimHost {
        self.host.into_inner().expect("no call panics")
    }

    /// Returns the host.
    pub fn host(&self) -> std::sync::MutexGuard<'_, SimHost> {
        self.host.lock().expect("no call panics")
    }
}

impl Launcher for InProcess {
    fn call(&self, module: Module, mut arguments: Map<String, Value>, mode: Mode) -> Result<Reply, LaunchError> {
        arguments.insert("inspect".to_owned(), self.inspect.word().into());
        Ok(call(&self.host(), module.binary(), &arguments, mode))
    }

    fn interrupt(&self) {}
}
