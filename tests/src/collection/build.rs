//! The archive that `ansible-galaxy collection install` takes: the same files make the same bytes, on any day.
#![expect(clippy::disallowed_methods, reason = "it reads the source tree and writes an archive, not a host")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, GzBuilder};
use phoenix_modules::catalog::MODULES;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::galaxy;

/// The runner, which goes with the modules.
const RUNNER: &str = "phoenix-run";

/// What a collection's folder has that its archive has not: the manifest says what `galaxy.yml` said.
const LEFT_OUT: [&str; 2] = ["galaxy.yml", ".gitignore"];

/// The files of the workspace that go with it.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// When every file of an archive was changed last, in seconds since 1970: 1 January 2000. A real time would make
/// another archive of the same files.
const TIME: u64 = 946_684_800;

/// The format of `MANIFEST.json` and `FILES.json` (ansible-core 2.9 to 2.19, `MANIFEST_FORMAT`).
const FORMAT: u64 = 1;

/// Where an archive is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The folder of the collection, with `galaxy.yml`.
    pub collection: &'a Path,
    /// The folder of the binaries.
    pub binaries: &'a Path,
    /// The folder of the licenses.
    pub workspace: &'a Path,
}

/// Something in the archive, by its path below the collection.
enum Entry {
    Directory,
    File { bytes: Vec<u8>, mode: u32 },
    Link(PathBuf),
}

/// Returns the names of the binaries that go into the collection.
pub fn binaries() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|module| module.name).chain([RUNNER])
}

/// Makes the archive in a folder and returns its path: `thinkheads-phoenix-0.1.0.tar.gz`.
pub fn archive(sources: Sources<'_>, folder: &Path, compression: Compression) -> Result<PathBuf> {
    let path = sources.collection.join("galaxy.yml");
    let info = galaxy::read(&read_text(&path)?).with_context(|| format!("read {}", path.display()))?;
    let entries = gather(sources)?;
    let files = serde_json::to_vec_pretty(&files(&entries)?)?;
    let manifest = serde_json::to_vec_pretty(&manifest(&info, &files))?;
    let word = |key: &str| info[key].as_str().unwrap_or_default();
    let name = format!("{}-{}-{}.tar.gz", word("namespace"), word("name"), word("version"));
    fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let path = folder.join(name);
    let bytes = pack(&[("MANIFEST.json", manifest), ("FILES.json", files)], &entries, compression)?;
    // Whoever installs it meanwhile sees the old one or the new one.
    let unfinished = folder.join(format!(".{}.unfinished", std::process::id()));
    let write = || fs::write(&unfinished, &bytes).and_then(|()| fs::rename(&unfinished, &path));
    write().with_context(|| format!("write {}", path.display()))?;
    Ok(path)
}

fn gather(sources: Sources<'_>) -> Result<BTreeMap<String, Entry>> {
    let mut entries = BTreeMap::new();
    walk(sources.collection, "", &mut entries)?;
    for license in LICENSES {
        entries.insert(license.to_owned(), file(&sources.workspace.join(license), 0o644)?);
    }
    entries.retain(|path, _| !path.starts_with("libexec/"));
    for name in binaries() {
        entries.insert(format!("libexec/{name}"), file(&sources.binaries.join(name), 0o755)?);
    }
    Ok(entries)
}

fn walk(folder: &Path, below: &str, entries: &mut BTreeMap<String, Entry>) -> Result<()> {
    for found in fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))? {
        let found = found?;
        let name = found.file_name().into_string().ok().context("a file's name is not UTF-8")?;
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let (path, kind) = (format!("{below}{name}"), found.file_type()?);
        if kind.is_symlink() {
            entries.insert(path, Entry::Link(fs::read_link(found.path())?));
        } else if kind.is_dir() {
            walk(&found.path(), &format!("{path}/"), entries)?;
            entries.insert(path, Entry::Directory);
        } else {
            entries.insert(path, file(&found.path(), 0o644)?);
        }
    }
    Ok(())
}

fn file(path: &Path, mode: u32) -> Result<Entry> {
    let bytes = fs::read(path).with_context(|| format!("read {}", path.display()))?;
    Ok(Entry::File { bytes, mode })
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
}

/// Returns `FILES.json`: every entry with the checksum of its content, a link with that of what it leads to.
fn files(entries: &BTreeMap<String, Entry>) -> Result<Value> {
    let mut files = vec![described(".", None)];
    for (path, entry) in entries {
        let checksum = match entry {
            Entry::Directory => None,
            Entry::File { bytes, .. } => Some(checksum(bytes)),
            Entry::Link(target) => Some(checksum(behind(path, target, entries)?)),
        };
        files.push(described(path, checksum.as_deref()));
    }
    Ok(json!({ "files": files, "format": FORMAT }))
}

fn described(path: &str, checksum: Option<&str>) -> Value {
    let kind = if checksum.is_some() { "file" } else { "dir" };
    let checksum_type = checksum.is_some().then_some("sha256");
    json!({ "name": path, "ftype": kind, "chksum_type": checksum_type, "chksum_sha256": checksum, "format": FORMAT })
}

/// Returns what a link leads to: a file of the same collection.
fn behind<'a>(path: &str, target: &Path, entries: &'a BTreeMap<String, Entry>) -> Result<&'a [u8]> {
    let mut words: Vec<&str> = path.split('/').collect();
    words.pop();
    for word in target.iter() {
        match word.to_str() {
            Some("..") => drop(words.pop()),
            Some(word) => words.push(word),
            None => bail!("{path} leads to a name that is not UTF-8"),
        }
    }
    match entries.get(&words.join("/")) {
        Some(Entry::File { bytes, .. }) => Ok(bytes),
        _ => bail!("{path} leads to {}, which is no file of the collection", target.display()),
    }
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn manifest(info: &Map<String, Value>, files: &[u8]) -> Value {
    json!({
        "collection_info": info,
        "file_manifest_file": {
            "name": "FILES.json", "ftype": "file", "chksum_type": "sha256", "chksum_sha256": checksum(files),
            "format": FORMAT,
        },
        "format": FORMAT,
    })
}

fn pack(first: &[(&str, Vec<u8>)], entries: &BTreeMap<String, Entry>, compression: Compression) -> Result<Vec<u8>> {
    let gzip = GzBuilder::new().mtime(0).write(Vec::new(), compression);
    let mut tar = tar::Builder::new(gzip);
    for (name, bytes) in first {
        append(&mut tar, name, bytes, 0o644)?;
    }
    for (path, entry) in entries {
        match entry {
            Entry::File { bytes, mode } => append(&mut tar, path, bytes, *mode)?,
            Entry::Directory => tar.append_data(&mut header(tar::EntryType::Directory, 0, 0o755), path, &[][..])?,
            Entry::Link(target) => tar.append_link(&mut header(tar::EntryType::Symlink, 0, 0o644), path, target)?,
        }
    }
    Ok(tar.into_inner()?.finish()?)
}

fn append(tar: &mut tar::Builder<impl std::io::Write>, path: &str, bytes: &[u8], mode: u32) -> Result<()> {
    let size = u64::try_from(bytes.len())?;
    Ok(tar.append_data(&mut header(tar::EntryType::Regular, size, mode), path, bytes)?)
}

fn header(kind: tar::EntryType, size: u64, mode: u32) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(mode);
    header.set_mtime(TIME);
    header.set_uid(0);
    header.set_gid(0);
    header
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    /// The collection as it lies in the source tree, with a text for each binary.
    fn made(text: &str, folder: &Path) -> Result<PathBuf> {
        let binaries = folder.join("binaries");
        fs::create_dir_all(&binaries)?;
        for name in super::binaries() {
            fs::write(binaries.join(name), format!("{text} {name}"))?;
        }
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let sources = Sources { collection: &workspace.join("playbooks/collection"), binaries: &binaries, workspace };
        archive(sources, &folder.join("out"), Compression::best())
    }

    #[test]
    fn the_same_files_make_the_same_bytes() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let read = |text: &str, folder: &tempfile::TempDir| fs::read(made(text, folder.path()).unwrap()).unwrap();
        let first = read("binary", &one);
        assert!(first == read("binary", &other), "two archives of the same files differ");
        assert!(first != read("another", &other), "two archives of different files are the same");
    }

    #[test]
    fn each_module_is_a_link_to_its_binary_and_has_its_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let path = made("binary", folder.path()).unwrap();
        let mut tar = tar::Archive::new(GzDecoder::new(fs::File::open(path).unwrap()));
        let (mut links, mut files) = (Vec::new(), String::new());
        for entry in tar.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            if let Some(target) = entry.link_name().unwrap() {
                links.push((name, target.to_string_lossy().into_owned()));
            } else if name == "FILES.json" {
                entry.read_to_string(&mut files).unwrap();
            }
        }
        let files: Value = serde_json::from_str(&files).unwrap();
        for module in MODULES {
            let (link, target) = (format!("plugins/modules/{}", module.name), format!("../../libexec/{}", module.name));
            assert!(links.contains(&(link.clone(), target)), "{link} is missing: {links:?}");
            let listed = files["files"].as_array().unwrap().iter().find(|file| file["name"] == link.as_str()).unwrap();
            assert_eq!(listed["chksum_sha256"], checksum(format!("binary {}", module.name).as_bytes()));
        }
        assert_eq!(links.len(), MODULES.len());
    }

    #[test]
    fn the_collection_has_the_version_of_the_binaries_and_its_group_has_every_module() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("playbooks/collection");
        let info = galaxy::read(&read_text(&workspace.join("galaxy.yml")).unwrap()).unwrap();
        assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
        let runtime = read_text(&workspace.join("meta/runtime.yml")).unwrap();
        // One that only tells takes none of what the others have in common.
        for module in MODULES.iter().filter(|module| module.keeps) {
            assert!(runtime.contains(&format!("    - {}\n", module.name)), "{} is in no action group", module.name);
        }
    }
}
