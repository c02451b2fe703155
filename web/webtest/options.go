package webtest

import "gatehouse/model"

// Options gives the options of a listener that is opened anew the world of this
// one.
func (l *World) Options(o model.Options) model.Options {
	o.Clock, o.Log, o.Resolver, o.Fetch = l.Clock.Now, NewLog(l.Log), l.DNS, l.Docs
	return o
}
