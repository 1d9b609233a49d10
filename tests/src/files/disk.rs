//! The real directory below which a host's files live.
#![expect(clippy::disallowed_methods, reason = "these are the files of a simulated host")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Node;

/// The directory that the files live below.
#[derive(Debug)]
pub(super) struct Disk {
    pub(super) root: PathBuf,
    /// What is there, as it was read or saved last.
    pub(super) saved: BTreeMap<PathBuf, Node>,
}

/// Reads what is at and below a path of the host.
pub(super) fn walk(root: &Path, path: &Path, nodes: &mut BTreeMap<PathBuf, Node>) -> io::Result<()> {
    for entry in fs::read_dir(below(root, path))? {
        let entry = entry?;
        let inner = path.join(entry.file_name());
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            // Replaced while we looked.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if kind.is_dir() {
            nodes.insert(inner.clone(), Node::Directory);
            walk(root, &inner, nodes)?;
        } else if kind.is_symlink() {
            nodes.insert(inner, Node::Link(fs::read_link(entry.path())?));
        } else {
            nodes.insert(inner, Node::Stored);
        }
    }
    Ok(())
}

fn below(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}

pub(super) fn is_directory(node: &Node) -> bool {
    *node == Node::Directory
}

/// Removes one file, link or empty directory; one that is gone is fine.
pub(super) fn remove(path: &Path, node: &Node) -> io::Result<()> {
    let removed = if is_directory(node) { fs::remove_dir(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        // Somebody else put a file there, which is his.
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        other => other,
    }
}

impl Disk {
    pub(super) fn at(&self, path: &Path) -> PathBuf {
        below(&self.root, path)
    }

    pub(super) fn put(&self, path: &Path, node: &Node) -> io::Result<()> {
        let real = self.at(path);
        match node {
            Node::Directory => fs::create_dir_all(real),
            Node::Stored => Ok(()),
            Node::File(bytes) => self.replace(&real, |temporary| fs::write(temporary, bytes)),
            Node::Link(target) => self.replace(&real, |temporary| std::os::unix::fs::symlink(target, temporary)),
        }
    }

    pub(super) fn show_attributes(&self, path: &Path, uid: u32, gid: u32, mode: u32) -> io::Result<()> {
        let real = self.at(path);
        let given = std::os::unix::fs::chown(&real, Some(uid), Some(gid));
        let is_forbidden = given.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied);
        if !is_forbidden {
            given?;
        }
        fs::set_permissions(real, std::os::unix::fs::PermissionsExt::from_mode(mode))
    }

    /// Makes something beside the root and renames it over `path`: a listing never shows it half made.
    fn replace(&self, path: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let temporary = self.root.with_extension(format!("new.{}", std::process::id()));
        drop(fs::remove_file(&temporary));
        make(&temporary)?;
        fs::rename(&temporary, path)
    }
}
