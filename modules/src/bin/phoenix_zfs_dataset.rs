//! The Ansible module `phoenix_zfs_dataset`.

use std::process::ExitCode;

use phoenix_modules::protocol;
use phoenix_modules::zfs_dataset::ZfsDataset;

fn main() -> ExitCode {
    protocol::main::<ZfsDataset>()
}
