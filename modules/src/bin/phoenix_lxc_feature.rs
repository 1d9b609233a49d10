//! The Ansible module `phoenix_lxc_feature`.

use std::process::ExitCode;

use phoenix_modules::lxc_feature::LxcFeature;
use phoenix_modules::protocol;

fn main() -> ExitCode {
    protocol::main::<LxcFeature>()
}
