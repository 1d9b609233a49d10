//! The files of a simulated host: in memory for tests, or below a directory for real processes.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The files of a simulated host, by their absolute path on that host.
#[derive(Debug)]
pub struct Files {
    nodes: BTreeMap<PathBuf, Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    File(Vec<u8>),
    Directory,
    Link(PathBuf),
}

impl Files {
    /// Returns no files, kept in memory.
    pub fn in_memory() -> Self {
        Self { nodes: BTreeMap::new() }
    }

    /// Returns a file's bytes, links followed.
    pub fn read(&self, path: &Path) -> Option<Vec<u8>> {
        match self.nodes.get(&self.resolve(path))? {
            Node::File(bytes) => Some(bytes.clone()),
            Node::Directory | Node::Link(_) => None,
        }
    }

    /// Returns whether something is at this path, links followed.
    pub fn exists(&self, path: &Path) -> bool {
        self.nodes.contains_key(&self.resolve(path))
    }

    /// Returns whether a directory is at this path, links followed.
    pub fn is_directory(&self, path: &Path) -> bool {
        self.nodes.get(&self.resolve(path)) == Some(&Node::Directory)
    }

    /// Returns the names in a directory, sorted; `None` if there is no such directory.
    pub fn list(&self, path: &Path) -> Option<Vec<String>> {
        let directory = self.resolve(path);
        if self.nodes.get(&directory) != Some(&Node::Directory) {
            return None;
        }
        let below = self.nodes.keys().filter(|path| path.parent() == Some(&directory));
        Some(below.filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned()).collect())
    }

    /// Writes a file, making the directories above it.
    pub fn write(&mut self, path: impl AsRef<Path>, text: impl Into<Vec<u8>>) {
        let path = self.resolve(path.as_ref());
        if let Some(parent) = path.parent() {
            self.make_directory(parent);
        }
        self.nodes.insert(path, Node::File(text.into()));
    }

    /// Removes a file, or a directory with everything below it.
    pub fn remove(&mut self, path: impl AsRef<Path>) {
        let path = self.resolve(path.as_ref());
        self.nodes.retain(|other, _| !other.starts_with(&path));
    }

    /// Makes a directory and those above it.
    pub fn make_directory(&mut self, path: &Path) {
        let path = self.resolve(path);
        for ancestor in path.ancestors() {
            self.nodes.entry(ancestor.to_owned()).or_insert(Node::Directory);
        }
    }

    /// Makes a symbolic link; `target` may be relative to the link's directory.
    pub fn link(&mut self, path: &Path, target: &Path) {
        if let Some(parent) = path.parent() {
            self.make_directory(parent);
        }
        self.nodes.insert(path.to_owned(), Node::Link(target.to_owned()));
    }

    /// Returns the path with every link followed.
    fn resolve(&self, path: &Path) -> PathBuf {
        let mut resolved = PathBuf::from("/");
        for component in path.components() {
            match component {
                Component::Normal(name) => {
                    resolved.push(name);
                    if let Some(Node::Link(target)) = self.nodes.get(&resolved) {
                        resolved.pop();
                        resolved.push(target);
                    }
                }
                Component::ParentDir => drop(resolved.pop()),
                Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
            }
        }
        resolved
    }
}
