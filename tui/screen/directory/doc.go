// Package directory has the screens of directories: all of an environment, one of them with its endpoint and
// its tokens, its users and groups, and the requests of its identity provider.
package directory
