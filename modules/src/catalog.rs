//! Every module: its name, its arguments, its answer.

use serde_json::Value;

use crate::firewall::Firewall;
use crate::host::Host;
use crate::host_info::HostInfo;
use crate::information::Information;
use crate::lxc::Lxc;
use crate::lxc_feature::LxcFeature;
use crate::lxc_health::LxcHealth;
use crate::protocol;
use crate::pvesm::Pvesm;
use crate::resource::Resource;
use crate::zfs_dataset::ZfsDataset;
use crate::zfs_parameter::ZfsParameter;
use crate::zpool::Zpool;

/// A module.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    /// Its name: `phoenix_lxc`.
    pub name: &'static str,
    /// Whether it keeps resources as they are wished; one that does not only tells what there is.
    pub keeps: bool,
    /// Returns the schema of its arguments.
    pub schema: fn() -> Value,
    /// Returns the schema of its answer.
    pub reply: fn() -> Value,
    /// Returns what it answers to the text of an arguments file, on any host.
    pub answer: fn(&[u8], &dyn Host) -> Vec<u8>,
}

/// Every module there is.
pub const MODULES: &[Module] = &[
    module::<Zpool>(),
    module::<ZfsParameter>(),
    module::<ZfsDataset>(),
    module::<Pvesm>(),
    module::<Lxc>(),
    module::<Firewall>(),
    module::<LxcFeature>(),
    module::<LxcHealth>(),
    information::<HostInfo>(),
];

/// Returns a module by its name.
pub fn find(name: &str) -> Option<&'static Module> {
    MODULES.iter().find(|module| module.name == name)
}

const fn module<R: Resource>() -> Module {
    Module {
        name: R::MODULE,
        keeps: true,
        schema: protocol::schema::<R>,
        reply: protocol::reply_schema,
        answer: |arguments, host| protocol::answer_to::<R>(Ok(arguments.to_vec()), host, Vec::new()),
    }
}

const fn information<I: Information>() -> Module {
    Module {
        name: I::MODULE,
        keeps: false,
        schema: protocol::question_schema::<I>,
        reply: protocol::told_schema::<I>,
        answer: |arguments, host| protocol::tell_to::<I>(Ok(arguments.to_vec()), host, Vec::new()),
    }
}
