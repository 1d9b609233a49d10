//! The Ansible collection: how its files are made from the rest of the project.

pub mod docs;
