//! What lies on the root disk because of the shell: bind sources below `/mnt/pve`, where no dataset is mounted (B-29).

use super::guest::Guest;
use super::{Ended, Shell, list, text};
use crate::coreutils::Attributes;

/// What a guest keeps in a directory, by a word in the path.
const CONTENTS: &[(&str, &str, &str)] = &[
    ("ssl", "ca.key", "a private key of the simulated host\n"),
    ("certs", "server.key", "a private key of the simulated host\n"),
    ("logs", "access.log", "10.0.0.1 GET /\n"),
];

impl Shell<'_> {
    /// Makes the directories that are mounted into a guest, and lets the guest have kept something there. An owner was given with
    /// all that lies below, in each run (B-28).
    pub(super) fn make_bind_sources(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        for path in list(&guest.entry["mount_points"]).iter().filter_map(|mount| text(mount, "host_path")) {
            let known = CONTENTS.iter().find(|(word, ..)| path.contains(word));
            let (name, content) = known.map_or(("data.db", "data\n"), |(_, name, content)| (*name, *content));
            let file = format!("{}/{name}", path.trim_end_matches('/'));
            if !self.world.files.exists(std::path::Path::new(&file)) {
                self.world.files.write(file, content);
            }
        }
        for mount in list(&guest.entry["mount_points"]) {
            let id = |key: &str| mount[key].as_u64().and_then(|id| u32::try_from(id + 100_000).ok());
            if let (Some(path), Some(uid), Some(gid)) = (text(mount, "host_path"), id("owner_uid"), id("owner_gid")) {
                let attributes = Attributes { uid, gid, ..Attributes::USUAL };
                self.world.set_attributes(std::path::Path::new(&path), attributes);
            }
        }
        Ok(())
    }
}
