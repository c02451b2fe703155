// Package webhook has the screens of webhook endpoints: all of an environment, what was sent to
// one of them, and one delivery.
package webhook
