//! Native encryption: what `zfs create` needs for it, who has a key, `zfs load-key` and `zfs unload-key` (texts of OpenZFS 2.3.9).

use super::{Dataset, Zfs, names};
use crate::options::Options;
use crate::world::{Answer, World};
use std::path::Path;

impl Dataset {
    fn is_encrypted(&self) -> bool {
        self.created_with.get("encryption").is_some_and(|cipher| cipher != "off")
    }
}

impl Zfs {
    /// Returns the dataset whose key an encrypted one needs: itself, or an ancestor.
    pub(super) fn encryption_root<'a>(&self, name: &'a str) -> Option<&'a str> {
        let mut above = Some(name).filter(|name| self.datasets.get(*name).is_some_and(Dataset::is_encrypted));
        while let Some(ancestor) = above {
            if self.datasets.get(ancestor).is_some_and(|dataset| dataset.properties.contains_key("keylocation")) {
                return Some(ancestor);
            }
            above = names::parent(ancestor);
        }
        None
    }

    /// Returns whether a dataset is encrypted and its key is not there.
    pub(super) fn is_locked(&self, name: &str) -> bool {
        self.encryption_root(name).is_some_and(|root| self.datasets[root].key_unloaded)
    }
}

impl World {
    /// Gives a new dataset its encryption, its parent's if it has none of its own; the error is the reason that OpenZFS gives.
    pub(super) fn encrypt(&self, name: &str, dataset: &mut Dataset) -> Result<(), String> {
        let parent = names::parent(name).unwrap_or(name);
        let above = self.state.zfs.datasets.get(parent).filter(|parent| parent.is_encrypted());
        if !dataset.created_with.contains_key("encryption")
            && let Some(cipher) = above.and_then(|parent| parent.created_with.get("encryption"))
        {
            dataset.created_with.insert("encryption".to_owned(), cipher.clone());
        }
        let location = dataset.properties.get("keylocation").cloned();
        let format = dataset.created_with.get("keyformat").cloned().filter(|format| format != "none");
        if !dataset.is_encrypted() {
            let is_given = location.is_some_and(|location| location != "none")
                || format.is_some()
                || dataset.created_with.contains_key("pbkdf2iters");
            let reason = "Encryption must be turned on to set encryption properties.";
            return if is_given { Err(reason.to_owned()) } else { Ok(()) };
        }
        let Some(format) = format else {
            let Some(parent_dataset) = above.filter(|_| location.is_none()) else {
                return Err("Keyformat required for new encryption root.".to_owned());
            };
            if self.state.zfs.is_locked(parent) {
                return Err("encryption root's key is not loaded or provided".to_owned());
            }
            for property in ["keyformat", "pbkdf2iters"] {
                let value = parent_dataset.created_with.get(property).cloned();
                dataset.created_with.extend(value.map(|value| (property.to_owned(), value)));
            }
            return Ok(());
        };
        match location.as_deref().and_then(|location| location.strip_prefix("file://")) {
            Some(file) if !self.files.exists(Path::new(file)) => {
                return Err("Failed to open key material file: No such file or directory".to_owned());
            }
            Some(_) => {}
            // Nobody is there to be asked.
            None => return Err("encryption failure".to_owned()),
        }
        if format == "passphrase" {
            dataset.created_with.entry("pbkdf2iters".to_owned()).or_insert_with(|| "350000".to_owned());
        }
        Ok(())
    }

    /// Tells why a keylocation cannot be set on a dataset, or nothing.
    pub(super) fn check_keylocation(&self, name: &str, value: &str) -> Result<(), String> {
        match (self.state.zfs.datasets[name].is_encrypted(), value) {
            (false, "none") => Ok(()),
            (false, _) => Err("keylocation must be 'none' for unencrypted datasets".to_owned()),
            (true, "none") => Err("keylocation must not be 'none' for encrypted datasets".to_owned()),
            (true, _) => Ok(()),
        }
    }
}

/// Runs `zfs load-key`.
pub(super) fn load(world: &mut World, arguments: &[&str]) -> Answer {
    let Some(name) = arguments.iter().find(|argument| !argument.starts_with('-')) else {
        return super::usage::misused("load-key", "Missing dataset argument or -a option", world.state.zfs.version);
    };
    if let Err(sentence) = world.check_open_dataset(name) {
        return Answer::failed(1, sentence);
    }
    match world.state.zfs.encryption_root(name) {
        None => Answer::failed(255, format!("Key load error: '{name}' is not encrypted.")),
        Some(root) if root != *name => Answer::failed(
            255,
            format!("Key load error: Keys must be loaded for encryption root of '{name}' ({root})."),
        ),
        Some(_) if !world.state.zfs.is_locked(name) => {
            Answer::failed(255, format!("Key load error: Key already loaded for '{name}'."))
        }
        Some(_) => {
            set_unloaded(world, name, false);
            Answer::silent()
        }
    }
}

/// Runs `zfs unload-key`; with `-r` for every root at or below.
pub(super) fn unload(world: &mut World, arguments: &[&str]) -> Answer {
    let misused =
        |complaint: &str, world: &World| super::usage::misused("unload-key", complaint, world.state.zfs.version);
    let options = match Options::parse(arguments, "ra") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint, world),
    };
    let Some(top) = options.operands.first() else {
        return misused("Missing dataset argument or -a option", world);
    };
    if let Err(sentence) = world.check_open_dataset(top) {
        return Answer::failed(1, sentence);
    }
    if !options.has('r') && world.state.zfs.encryption_root(top).is_none() {
        return Answer::failed(255, format!("Key unload error: '{top}' is not encrypted."));
    }
    let zfs = &world.state.zfs;
    let is_root = |name: &&String| zfs.encryption_root(name) == Some(name.as_str()) && !zfs.is_locked(name);
    let below = zfs.tree(top).map(|(name, _)| name);
    let roots: Vec<String> =
        below.filter(|name| options.has('r') || name.as_str() == *top).filter(is_root).cloned().collect();
    let is_mounted = |root: &String| zfs.tree(root).any(|(name, _)| zfs.is_mounted(name));
    if let Some(root) = roots.iter().find(|root| is_mounted(root)) {
        return Answer::failed(255, format!("Key unload error: '{root}' is busy."));
    }
    for root in &roots {
        set_unloaded(world, root, true);
    }
    match options.has('r') {
        true => Answer::printed(format!("{0} / {0} key(s) successfully unloaded\n", roots.len())),
        false => Answer::silent(),
    }
}

fn set_unloaded(world: &mut World, name: &str, unloaded: bool) {
    if let Some(dataset) = world.state.zfs.datasets.get_mut(name) {
        dataset.key_unloaded = unloaded;
    }
}
