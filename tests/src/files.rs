//! The files of a simulated host: in memory for tests, or below a directory for real processes.
//!
//! Both are one map from paths to nodes. Below a directory a file's bytes stay on the disk until they are read, and
//! what was changed is written by [`Files::save`]: only that.
#![expect(clippy::disallowed_methods, reason = "these are the files of a simulated host")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

mod disk;

use disk::{Disk, is_directory, remove, walk};

/// How many links are followed before a path counts as leading nowhere.
const MOST_LINKS: usize = 40;

/// The files of a simulated host, by their absolute path on that host.
#[derive(Debug)]
pub struct Files {
    nodes: BTreeMap<PathBuf, Node>,
    disk: Option<Disk>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    File(Vec<u8>),
    /// A file whose bytes are still on the disk, as they were.
    Stored,
    Directory,
    Link(PathBuf),
}

/// The files at and below a path at one moment, to tell later whether anything changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture(Vec<(PathBuf, Node)>);

impl Files {
    /// Returns no files, kept in memory.
    pub fn in_memory() -> Self {
        Self { nodes: BTreeMap::new(), disk: None }
    }

    /// Returns the files below a real directory; it is made if it is missing.
    pub fn below(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let mut nodes = BTreeMap::from([(PathBuf::from("/"), Node::Directory)]);
        walk(root, Path::new("/"), &mut nodes)?;
        let disk = Disk { root: root.to_owned(), saved: nodes.clone() };
        Ok(Self { nodes, disk: Some(disk) })
    }

    /// Writes what was changed since the files were read or saved last; does nothing in memory.
    ///
    /// A file is replaced in one step, so that nobody reads half of it.
    pub fn save(&mut self) -> io::Result<()> {
        let Some(disk) = &mut self.disk else { return Ok(()) };
        for (path, old) in disk.saved.iter().rev() {
            if self.nodes.get(path).is_none_or(|new| is_directory(new) != is_directory(old)) {
                remove(&disk.at(path), old)?;
            }
        }
        for (path, node) in &mut self.nodes {
            if disk.saved.get(path) == Some(node) {
                continue;
            }
            disk.put(path, node)?;
            if let Node::File(_) = node {
                *node = Node::Stored;
            }
        }
        disk.saved.clone_from(&self.nodes);
        Ok(())
    }

    /// Lets the kernel show a directory's owner and mode; does nothing in memory. Only root may give files away: of anybody
    /// else they stay his.
    pub fn show_attributes(&self, path: &Path, uid: u32, gid: u32, mode: u32) -> io::Result<()> {
        match &self.disk {
            Some(disk) if self.is_directory(path) => disk.show_attributes(path, uid, gid, mode),
            _ => Ok(()),
        }
    }

    /// Returns a file's bytes, links followed.
    pub fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let path = self.resolve(path)?;
        self.bytes(&path, self.nodes.get(&path)?)
    }

    /// Returns a file's bytes inside a directory that is a root of its own: a link in it never leads out.
    pub fn read_inside(&self, root: &Path, path: &Path) -> Option<Vec<u8>> {
        let root = self.resolve(root)?;
        let path = self.resolve_below(&root, path)?;
        self.bytes(&path, self.nodes.get(&path)?)
    }

    /// Returns whether something is at this path, links followed.
    pub fn exists(&self, path: &Path) -> bool {
        self.canonical(path).is_some()
    }

    /// Returns whether a directory is at this path, links followed.
    pub fn is_directory(&self, path: &Path) -> bool {
        self.canonical(path).is_some_and(|path| self.nodes.get(&path) == Some(&Node::Directory))
    }

    /// Returns the path of what is there with every link followed; `None` if nothing is.
    pub fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.resolve(path).filter(|path| self.nodes.contains_key(path))
    }

    /// Returns the names in a directory, sorted; `None` if there is no such directory.
    pub fn list(&self, path: &Path) -> Option<Vec<String>> {
        let directory = self.resolve(path)?;
        if self.nodes.get(&directory) != Some(&Node::Directory) {
            return None;
        }
        let inside = self.tree(&directory).filter(|(path, _)| path.parent() == Some(&directory));
        Some(inside.filter_map(|(path, _)| path.file_name()).map(|name| name.to_string_lossy().into_owned()).collect())
    }

    /// Writes a file, making the directories above it.
    pub fn write(&mut self, path: impl AsRef<Path>, text: impl Into<Vec<u8>>) {
        let path = self.destination(path.as_ref());
        if let Some(parent) = path.parent() {
            self.make_directory(parent);
        }
        let bytes = text.into();
        let is_same = self.nodes.get(&path).and_then(|node| self.bytes(&path, node)).is_some_and(|old| old == bytes);
        if !is_same {
            self.nodes.insert(path, Node::File(bytes));
        }
    }

    /// Removes a file, a link, or a directory with everything below it.
    pub fn remove(&mut self, path: impl AsRef<Path>) {
        let path = self.place(path.as_ref());
        self.nodes.retain(|other, _| !other.starts_with(&path));
    }

    /// Makes a directory and those above it.
    pub fn make_directory(&mut self, path: &Path) {
        let path = self.destination(path);
        for ancestor in path.ancestors() {
            self.nodes.entry(ancestor.to_owned()).or_insert(Node::Directory);
        }
    }

    /// Makes a symbolic link; `target` may be relative to the link's directory.
    pub fn link(&mut self, path: &Path, target: &Path) {
        if let Some(parent) = path.parent() {
            self.make_directory(parent);
        }
        let path = self.place(path);
        self.nodes.insert(path, Node::Link(target.to_owned()));
    }

    /// Moves a file or a directory with everything below it; does nothing if it is not there.
    pub fn rename(&mut self, from: &Path, to: &Path) {
        self.copy(from, to);
        if self.exists(from) {
            self.remove(from);
        }
    }

    /// Copies a file or a directory with everything below it; does nothing if it is not there.
    pub fn copy(&mut self, from: &Path, to: &Path) {
        let (from, to) = (self.place(from), self.destination(to));
        let copied: Vec<(PathBuf, Node)> =
            self.tree(&from).map(|(path, node)| (path.clone(), self.loaded(path, node))).collect();
        if copied.is_empty() {
            return;
        }
        if let Some(parent) = to.parent() {
            self.make_directory(parent);
        }
        for (path, node) in copied {
            let Ok(rest) = path.strip_prefix(&from) else { continue };
            let target = if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) };
            self.nodes.insert(target, node);
        }
    }

    /// Takes over every file of another host; what is here besides goes.
    pub fn take_over(&mut self, other: &Self) {
        self.nodes = other.nodes.iter().map(|(path, node)| (path.clone(), other.loaded(path, node))).collect();
    }

    /// Returns every path at and below one, with the bytes of the files.
    pub fn contents(&self, path: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        self.tree(path).map(|(path, node)| (path.clone(), self.bytes(path, node))).collect()
    }

    /// Returns what is at and below a path, to be compared later.
    pub fn picture(&self, path: &Path) -> Picture {
        Picture(self.tree(path).map(|(path, node)| (path.clone(), node.clone())).collect())
    }

    fn tree<'a>(&'a self, top: &'a Path) -> impl Iterator<Item = (&'a PathBuf, &'a Node)> {
        self.nodes.range(top.to_owned()..).take_while(move |(path, _)| path.starts_with(top))
    }

    fn bytes(&self, path: &Path, node: &Node) -> Option<Vec<u8>> {
        match node {
            Node::File(bytes) => Some(bytes.clone()),
            Node::Stored => fs::read(self.disk.as_ref()?.at(path)).ok(),
            Node::Directory | Node::Link(_) => None,
        }
    }

    fn loaded(&self, path: &Path, node: &Node) -> Node {
        self.bytes(path, node).map_or_else(|| node.clone(), Node::File)
    }

    /// Returns the path with the links above its last part followed: where the thing itself is.
    fn place(&self, path: &Path) -> PathBuf {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return path.to_owned();
        };
        self.destination(parent).join(name)
    }

    /// Returns the path with every link followed, also of what does not exist yet.
    fn destination(&self, path: &Path) -> PathBuf {
        self.resolve(path).unwrap_or_else(|| path.to_owned())
    }

    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        self.resolve_below(Path::new("/"), path)
    }

    /// Follows every link of a path, never above `root`; `None` if links lead in a circle.
    fn resolve_below(&self, root: &Path, path: &Path) -> Option<PathBuf> {
        let mut resolved = root.to_owned();
        let mut left: Vec<PathBuf> = parts(path);
        let mut links = 0;
        while let Some(part) = left.pop() {
            if part == Path::new("..") {
                if resolved != root {
                    resolved.pop();
                }
                continue;
            }
            resolved.push(&part);
            let Some(Node::Link(target)) = self.nodes.get(&resolved) else {
                continue;
            };
            links += 1;
            if links > MOST_LINKS {
                return None;
            }
            resolved.pop();
            if target.is_absolute() {
                resolved = root.to_owned();
            }
            left.extend(parts(target));
        }
        Some(resolved)
    }
}

/// Returns the names and `..` of a path, last first.
fn parts(path: &Path) -> Vec<PathBuf> {
    let is_step = |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir);
    let mut parts: Vec<PathBuf> =
        path.components().filter(is_step).map(|part| PathBuf::from(part.as_os_str())).collect();
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(files: &mut Files) {
        files.write("/etc/pve/nodes/pve1/lxc/101.conf", "arch: amd64\n");
        files.link(Path::new("/etc/pve/lxc"), Path::new("nodes/pve1/lxc"));
        files.link(Path::new("/loop"), Path::new("/loop"));
        files.write("/guest/etc/hostname", "inside\n");
        files.write("/etc/shadow", "secret\n");
        files.link(Path::new("/guest/etc/shadow"), Path::new("/etc/shadow"));
        files.link(Path::new("/guest/etc/up"), Path::new("../../../etc/shadow"));
    }

    fn both(check: impl Fn(&mut Files)) {
        check(&mut Files::in_memory());
        let directory = tempfile::tempdir().unwrap();
        check(&mut Files::below(&directory.path().join("root")).unwrap());
    }

    #[test]
    fn links_lead_to_the_same_file() {
        both(|files| {
            fill(files);
            assert_eq!(files.read(Path::new("/etc/pve/lxc/101.conf")).unwrap(), b"arch: amd64\n");
            files.write("/etc/pve/lxc/102.conf", "");
            assert_eq!(files.list(Path::new("/etc/pve/nodes/pve1/lxc")).unwrap(), ["101.conf", "102.conf"]);
            assert_eq!(files.canonical(Path::new("/etc/pve/lxc")), Some(PathBuf::from("/etc/pve/nodes/pve1/lxc")));
        });
    }

    #[test]
    fn a_circle_of_links_is_nothing_and_ends() {
        both(|files| {
            fill(files);
            assert!(!files.exists(Path::new("/loop/x")));
            assert_eq!(files.read(Path::new("/loop")), None);
        });
    }

    #[test]
    fn a_guests_link_never_leads_out_of_the_guest() {
        both(|files| {
            fill(files);
            let read = |path: &str| files.read_inside(Path::new("/guest"), Path::new(path));
            assert_eq!(read("/etc/hostname").unwrap(), b"inside\n");
            assert_eq!(read("/etc/shadow"), None);
            assert_eq!(read("/etc/up"), None);
            assert_eq!(read("/../etc/shadow"), None);
        });
    }

    #[test]
    fn moving_takes_everything_below_along() {
        both(|files| {
            fill(files);
            files.rename(Path::new("/guest"), Path::new("/moved/here"));
            assert!(!files.exists(Path::new("/guest")));
            assert_eq!(files.read(Path::new("/moved/here/etc/hostname")).unwrap(), b"inside\n");
            files.rename(Path::new("/nowhere"), Path::new("/somewhere"));
            assert!(!files.exists(Path::new("/somewhere")));
        });
    }

    #[test]
    fn removing_a_link_leaves_what_it_led_to() {
        both(|files| {
            fill(files);
            files.remove("/etc/pve/lxc");
            assert!(files.exists(Path::new("/etc/pve/nodes/pve1/lxc/101.conf")));
        });
    }

    /// Files that lie below `root` in the directory.
    fn saved() -> (tempfile::TempDir, Files) {
        let directory = tempfile::tempdir().unwrap();
        let mut files = Files::below(&directory.path().join("root")).unwrap();
        fill(&mut files);
        files.save().unwrap();
        (directory, files)
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let (directory, files) = saved();
        let root = directory.path().join("root");
        let mut again = Files::below(&root).unwrap();
        assert_eq!(again.nodes.keys().collect::<Vec<_>>(), files.nodes.keys().collect::<Vec<_>>());
        assert_eq!(again.read(Path::new("/etc/pve/lxc/101.conf")).unwrap(), b"arch: amd64\n");
        again.remove("/guest");
        again.save().unwrap();
        assert!(!root.join("guest").exists());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_what_changed_is_written() {
        let (directory, _) = saved();
        let root = directory.path().join("root");
        let mut again = Files::below(&root).unwrap();
        fs::write(root.join("etc/shadow"), "changed behind our back\n").unwrap();
        let before = fs::metadata(root.join("guest/etc/hostname")).unwrap().modified().unwrap();
        again.write("/guest/etc/hostname", "inside\n");
        again.write("/new", "new\n");
        again.save().unwrap();
        assert_eq!(fs::read(root.join("etc/shadow")).unwrap(), b"changed behind our back\n");
        assert_eq!(fs::metadata(root.join("guest/etc/hostname")).unwrap().modified().unwrap(), before);
        assert_eq!(fs::read(root.join("new")).unwrap(), b"new\n");
    }
}
