//! A simulated host of which some files and answers are other ones: the bytes that a law is held over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use phoenix_modules::command::Query;
use phoenix_modules::host::{FileKind, Host, HostError, Output, Probe, Stat, Way};
use phoenix_modules::plan::Action;

use crate::SimHost;

thread_local! {
    static BELOW: SimHost = SimHost::blank()
        .with_pool("tank")
        .with_dataset("tank/data", &[])
        .with_disk("/dev/disk/by-id/ata-1")
        .with_disk("/dev/disk/by-id/ata-2")
        .with_container("101", "arch: amd64\nhostname: one\nnet0: name=eth0,bridge=vmbr0,firewall=1\n")
        .with_container("102", "arch: amd64\nhostname: two\n");
}

/// A host that is a simulated one but for what was replaced. Nothing can be done to it.
pub struct Altered<'a> {
    below: &'a SimHost,
    files: BTreeMap<PathBuf, Vec<u8>>,
    answers: Vec<(String, Output)>,
    way: Way,
}

impl Altered<'_> {
    /// Does something on a host with a pool, two free disks and the containers 101 and 102.
    pub fn with<T>(act: impl FnOnce(Altered<'_>) -> T) -> T {
        BELOW.with(|below| {
            below.forget_commands();
            act(Altered { below, files: BTreeMap::new(), answers: Vec::new(), way: Way::Auto })
        })
    }

    /// Replaces a file.
    #[must_use]
    pub fn file(mut self, path: &str, bytes: &[u8]) -> Self {
        self.files.insert(PathBuf::from(path), bytes.to_vec());
        self
    }

    /// Is looked at by the native commands.
    #[must_use]
    pub fn by_commands(mut self) -> Self {
        self.way = Way::Cli;
        self
    }

    /// Replaces the answer to every query that begins so.
    #[must_use]
    pub fn answer(mut self, query: &str, status: i32, stdout: &[u8], stderr: &[u8]) -> Self {
        let output = Output { status: Some(status), stdout: stdout.to_vec(), stderr: stderr.to_vec() };
        self.answers.push((query.to_owned(), output));
        self
    }
}

impl Probe for Altered<'_> {
    fn way(&self) -> Way {
        self.way
    }

    fn query(&self, query: &Query) -> Result<Output, HostError> {
        let shown = query.to_string();
        let answer = self.answers.iter().find(|(begin, _)| shown.starts_with(begin.as_str()));
        answer.map_or_else(|| self.below.query(query), |(_, output)| Ok(output.clone()))
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.files.get(path).map_or_else(|| self.below.read(path), |bytes| Ok(Some(bytes.clone())))
    }

    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        let below = self.below.list(directory)?;
        let own = self.files.keys().filter(|path| path.parent() == Some(directory)).filter_map(|path| path.file_name());
        let own: Vec<String> = own.map(|name| name.to_string_lossy().into_owned()).collect();
        if own.is_empty() {
            return Ok(below);
        }
        let mut names = below.unwrap_or_default();
        names.extend(own);
        names.sort();
        names.dedup();
        Ok(Some(names))
    }

    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        if self.files.contains_key(path) {
            let canonical = path.to_owned();
            return Ok(Some(Stat { kind: FileKind::File, uid: 0, gid: 0, mode: 0o644, device: None, canonical }));
        }
        self.below.stat(path)
    }

    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.below.read_in_guest(root, path)
    }
}

impl Host for Altered<'_> {
    fn perform(&self, _action: &Action) -> Result<Output, HostError> {
        Ok(Output { status: Some(1), stderr: b"nothing can be done to this host".to_vec(), ..Output::default() })
    }
}
