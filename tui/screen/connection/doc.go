// Package connection is the place of connections: their list, the page of one with its
// policy, mapping, certificates and changes of metadata, and the forms that make and
// change it.
package connection
