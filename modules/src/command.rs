//! Commands as values: how they are built, and how they print.
//!
//! A [`Query`] is read-only by construction: its fields are private and only the functions of this file make one. A
//! [`Command`] may change the host, and only a `Host` can run it. Both print exactly as a person could type them.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::names::{Ctid, DatasetName, PoolName};

/// How long a query may take; `zfs get` of a busy pool answers within seconds or not at all.
const QUERY_TIME_LIMIT: Duration = Duration::from_secs(60);

/// How long the `check` of a feature may take: one that hangs must not keep all others from being looked at.
const FEATURE_CHECK_TIME_LIMIT: Duration = Duration::from_secs(20);

/// How long a command may take unless it says otherwise.
const COMMAND_TIME_LIMIT: Duration = Duration::from_secs(10 * 60);

/// A command that only looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    program: Cow<'static, str>,
    arguments: Vec<String>,
    listening: Listening,
    time_limit: Duration,
}

impl Query {
    /// Returns the program to start, a bare name to be found on the path.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Returns the arguments, without the program.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// Returns how much of what it says is kept.
    pub fn listening(&self) -> Listening {
        self.listening
    }

    /// Returns how long the query may take.
    pub fn time_limit(&self) -> Duration {
        self.time_limit
    }
}

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_words(formatter, &self.program, self.arguments.iter().map(String::as_str))
    }
}

/// Asks for every property of the named datasets: one line `NAME\tPROPERTY\tVALUE\tSOURCE` each, numbers exact.
///
/// `all` instead of names: OpenZFS prints nothing at all when one property's name is unknown to it (exit 2).
pub fn zfs_get<'a>(datasets: impl IntoIterator<Item = &'a DatasetName>) -> Query {
    let fixed = ["get", "-Hp", "-o", "name,property,value,source", "all"];
    query("zfs", &fixed, datasets.into_iter().map(ToString::to_string))
}

/// Asks for every property of one dataset as a person would: one line `PROPERTY\tVALUE` each, sizes rounded. It tells neither
/// exact numbers nor where a value is from.
pub fn zfs_get_of_one(dataset: &DatasetName) -> Query {
    query("zfs", &["get", "-H", "-o", "property,value", "all"], [dataset.to_string()])
}

/// Asks what lies at and below a dataset: one line `NAME\tTYPE\tUSED` for each filesystem, volume, snapshot and bookmark.
pub fn zfs_list_below(dataset: &DatasetName) -> Query {
    let fixed = ["list", "-Hp", "-o", "name,type,used", "-t", "filesystem,volume,snapshot,bookmark", "-r"];
    query("zfs", &fixed, [dataset.to_string()])
}

/// Asks for the name of every filesystem and volume of every imported pool, one a line.
pub fn zfs_list_datasets() -> Query {
    query("zfs", &["list", "-H", "-o", "name", "-t", "filesystem,volume"], [])
}

/// Asks for the state, the layout and the disks of every imported pool, disks by their paths. The text is the same from
/// OpenZFS 2.2 to 2.4; JSON came with 2.3.
pub fn zpool_status() -> Query {
    query("zpool", &["status", "-P"], [])
}

/// Asks for every property of the named pools: one line `NAME\tPROPERTY\tVALUE\tSOURCE` each, numbers exact.
pub fn zpool_get<'a>(pools: impl IntoIterator<Item = &'a PoolName>) -> Query {
    let fixed = ["get", "-Hp", "-o", "name,property,value,source", "all"];
    query("zpool", &fixed, pools.into_iter().map(ToString::to_string))
}

/// Asks which pools lie on the disks and are not imported. Without a name `zpool import` imports nothing.
pub fn zpool_import_list() -> Query {
    query("zpool", &["import"], [])
}

/// Asks for every block device with what is made of it, what it says it is, and where it is mounted, as JSON.
pub fn lsblk() -> Query {
    query("lsblk", &["--json", "--bytes", "--output", "KNAME,PATH,TYPE,SIZE,RO,WWN,SERIAL,MOUNTPOINTS"], [])
}

/// Asks which signatures lie on these devices, as JSON, each device by its bare name; `--no-act` and no `--all`, so nothing is wiped.
pub fn wipefs_list(devices: impl IntoIterator<Item = String>) -> Query {
    query("wipefs", &["--no-act", "--json", "--output", "DEVICE,TYPE", "--"], devices)
}

/// Asks which templates can be fetched: one line `SECTION NAME ARCHITECTURE` each.
pub fn pveam_available() -> Query {
    query("pveam", &["available"], [])
}

/// Asks whether a container runs: `status: running`.
pub fn pct_status(ctid: Ctid) -> Query {
    query("pct", &["status"], [ctid.to_string()])
}

/// Asks for a container's settings as they will be after its next start: one line `NAME: VALUE` each, then its raw lines.
pub fn pct_config(ctid: Ctid) -> Query {
    query("pct", &["config"], [ctid.to_string()])
}

/// Asks for a container's settings at the time of a snapshot.
pub fn pct_config_of_snapshot(ctid: Ctid, snapshot: &str) -> Query {
    query("pct", &["config"], [ctid.to_string(), "--snapshot".to_owned(), snapshot.to_owned()])
}

/// Asks for a container's settings as they are, and what waits for its next start: lines `cur`, `new` and `del`.
pub fn pct_pending(ctid: Ctid) -> Query {
    query("pct", &["pending"], [ctid.to_string()])
}

/// Asks for a container's snapshots, as a tree.
pub fn pct_list_snapshots(ctid: Ctid) -> Query {
    query("pct", &["listsnapshot"], [ctid.to_string()])
}

/// Asks for the storages with their type, whether each is active, and their sizes. It tells neither paths nor contents.
pub fn pvesm_status() -> Query {
    query("pvesm", &["status"], [])
}

/// Asks for the definition of every storage, as JSON.
pub fn pvesh_get_storages() -> Query {
    query("pvesh", &["get", "/storage", "--output-format", "json"], [])
}

/// Asks the executable `check` that a feature brings whether the feature is installed in a container: 0 is yes, 1 is no. Its
/// author promises that it only looks; what it does is as much ours to know as what `zfs get` does.
pub fn feature_check(check: &str, ctid: Ctid) -> Query {
    let program = Cow::from(check.to_owned());
    let listening = Listening::Whole;
    Query { program, arguments: vec![ctid.to_string()], listening, time_limit: FEATURE_CHECK_TIME_LIMIT }
}

/// Asks a container by a command inside of it whether it does what it is for: 0 is yes. Who declares the command says that it only
/// looks, and what it says is his: the end of it is kept.
pub fn health_in_guest(ctid: Ctid, words: &[String], time_limit: Duration) -> Query {
    let fixed = ["exec".to_owned(), ctid.to_string(), "--".to_owned()];
    let arguments = fixed.into_iter().chain(words.iter().cloned()).collect();
    Query { program: "pct".into(), arguments, listening: Listening::End, time_limit }
}

/// Asks a script of the host, an absolute path, whether a container does what it is for; as [`health_in_guest`].
pub fn health_on_host(script: &str, arguments: &[String], time_limit: Duration) -> Query {
    let program = Cow::from(script.to_owned());
    Query { program, arguments: arguments.to_vec(), listening: Listening::End, time_limit }
}

fn query(program: &'static str, fixed: &[&str], names: impl IntoIterator<Item = String>) -> Query {
    let arguments = fixed.iter().map(ToString::to_string).chain(names).collect();
    Query { program: program.into(), arguments, listening: Listening::Whole, time_limit: QUERY_TIME_LIMIT }
}

/// One argument of a [`Command`].
#[derive(Clone, PartialEq, Eq)]
enum Argument {
    Plain(String),
    Secret(String),
}

impl fmt::Debug for Argument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.shown())
    }
}

impl Argument {
    fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(_) => "***",
        }
    }

    fn typed(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Secret(text) => text,
        }
    }
}

/// A command that may change the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    program: String,
    arguments: Vec<Argument>,
    environment: Vec<(String, Argument)>,
    stdin: Option<String>,
    is_alone: bool,
    listening: Listening,
    time_limit: Duration,
}

/// How much of what a command says is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listening {
    /// All of it, standard output and standard error apart; too much of it is an error.
    #[default]
    Whole,
    /// The end of it, both together as they came: for a script, which may say anything.
    End,
}

impl Command {
    /// Begins a command; `program` is a bare name to be found on the path, or the absolute path of a script of the host.
    pub fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            stdin: None,
            is_alone: false,
            listening: Listening::Whole,
            time_limit: COMMAND_TIME_LIMIT,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(Argument::Plain(argument.into()));
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub fn args<A: Into<String>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| Argument::Plain(argument.into())));
        self
    }

    /// Adds an argument that prints as `***`.
    #[must_use]
    pub fn secret(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(Argument::Secret(argument.into()));
        self
    }

    /// Adds a variable to the command's environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), Argument::Plain(value.into())));
        self
    }

    /// Adds a variable whose value prints as `***`. Unlike an argument, nobody sees it in the list of processes.
    #[must_use]
    pub fn secret_variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), Argument::Secret(value.into())));
        self
    }

    /// Gives the command no variable but `PATH`, `LC_ALL` and those that are added to it.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.is_alone = true;
        self
    }

    /// Gives the command one line on its standard input.
    #[must_use]
    pub fn reading(mut self, line: impl Into<String>) -> Self {
        self.stdin = Some(line.into());
        self
    }

    /// Keeps only the end of what the command says.
    #[must_use]
    pub fn heard_to_the_end(mut self) -> Self {
        self.listening = Listening::End;
        self
    }

    /// Lets the command take as long as copying a large volume takes.
    #[must_use]
    pub fn taking_up_to(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Adds the arguments of another command of the same program, without the first ones, which both share.
    #[must_use]
    pub fn joined_with(mut self, other: Self, shared: usize) -> Self {
        self.arguments.extend(other.arguments.into_iter().skip(shared));
        self
    }

    /// Returns the program to start.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Returns the arguments as they are handed to the program, secrets included: never print them.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().map(Argument::typed)
    }

    /// Returns the variables that are added to its environment, secrets included: never print them.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment.iter().map(|(name, value)| (name.as_str(), value.typed()))
    }

    /// Returns whether it gets none of the variables of whoever starts it.
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Returns what it reads on its standard input, line end included; `None` is nothing.
    pub fn stdin(&self) -> Option<Vec<u8>> {
        self.stdin.as_ref().map(|line| format!("{line}\n").into_bytes())
    }

    /// Returns how much of what it says is kept.
    pub fn listening(&self) -> Listening {
        self.listening
    }

    /// Returns how long the command may take.
    pub fn time_limit(&self) -> Duration {
        self.time_limit
    }
}

impl fmt::Display for Command {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.environment {
            write!(formatter, "{name}={} ", quote(value.shown()))?;
        }
        write_words(formatter, &self.program, self.arguments.iter().map(Argument::shown))?;
        self.stdin.as_ref().map_or(Ok(()), |line| write!(formatter, " <<< {}", quote(line)))
    }
}

fn write_words<'a>(
    formatter: &mut fmt::Formatter<'_>,
    program: &str,
    arguments: impl Iterator<Item = &'a str>,
) -> fmt::Result {
    formatter.write_str(program)?;
    for argument in arguments {
        write!(formatter, " {}", quote(argument))?;
    }
    Ok(())
}

/// Quotes one word for a shell, leaving alone what no shell would change (`shell-words` quotes `=` and `,` too).
fn quote(word: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into();
    }
    shell_words::quote(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_prints_as_it_can_be_typed() {
        let command = Command::new("zfs").args(["set", "compression=lz4", "tank/a b"]);
        assert_eq!(command.to_string(), "zfs set compression=lz4 'tank/a b'");
        assert_eq!(Command::new("pct").args(["set", "100", "--tags", "a;b"]).to_string(), "pct set 100 --tags 'a;b'");
        assert_eq!(Command::new("pct").arg("").to_string(), "pct ''");
    }

    #[test]
    fn what_a_command_reads_and_its_variables_print_as_a_shell_takes_them() {
        let command = Command::new("pct").args(["exec", "101"]).variable("MODEL", "a b").reading("done 12");
        assert_eq!(command.to_string(), "MODEL='a b' pct exec 101 <<< 'done 12'");
        assert_eq!(command.stdin().unwrap(), b"done 12\n");
        let secret = Command::new("/srv/install.sh").arg("101").secret_variable("TOKEN", "hunter2");
        assert_eq!(secret.to_string(), "TOKEN='***' /srv/install.sh 101");
        assert!(!format!("{secret:?}").contains("hunter2"));
    }

    #[test]
    fn a_secret_never_prints() {
        let command = Command::new("pvesm").arg("--password").secret("hunter2");
        assert_eq!(command.to_string(), "pvesm --password '***'");
        assert!(!format!("{command:?}").contains("hunter2"));
        assert_eq!(command.arguments().last(), Some("hunter2"));
    }
}
