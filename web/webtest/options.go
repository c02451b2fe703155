package webtest

import (
	"gatehouse/service"
)

// Options gives the options of a listener that is opened anew the world of this
// one.
func (l *World) Options(o service.Options) service.Options {
	o.Clock, o.Log, o.Resolver, o.Fetch = l.Clock.Now, NewLog(l.Log), l.DNS, l.Docs
	return o
}
