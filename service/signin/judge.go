package signin

import (
	"context"
	"maps"
	"sync"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// judge is a connection prepared to evaluate responses.
type judge struct {
	connection model.Connection // as it was when this was made
	provider   *saml.ServiceProvider
	settings   saml.Settings
	barred     string    // why it signs nobody in, see [connection.Service.Barred]
	made       time.Time // by the clock of the services
}

// judges keeps them by the keys of their ACS paths: reading a connection, parsing
// its certificates and opening its keys cost more than judging a response.
type judges struct {
	mu      sync.Mutex
	known   map[string]*judge
	emptied int // how often something was taken out
}

const (
	// maxJudges bounds the cache; beyond it, it starts anew.
	maxJudges = 1024
	// judgeLife is how long a change can stay unnoticed that did not come through
	// this process, or whose writer went away before it was made.
	judgeLife = 10 * time.Second
)

// find gives a judge, or nil and what [judges.keep] wants to know.
func (x *judges) find(key string, now time.Time) (j *judge, emptied int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	j = x.known[key]
	if j == nil || now.Before(j.made) || now.Sub(j.made) > judgeLife {
		return nil, x.emptied
	}
	return j, x.emptied
}

// keep takes a judge in, unless something has changed since it was looked for:
// what it was made from may have been read before that.
func (x *judges) keep(j *judge, emptied int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.emptied != emptied {
		return
	}
	if len(x.known) >= maxJudges {
		clear(x.known)
	}
	x.known[j.connection.Key] = j
}

// changed takes out what was made from records that have changed.
func (x *judges) changed(changes []storage.Change) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.emptied++
	for _, c := range changes {
		switch c.Record.Kind {
		case model.KindConnection:
			maps.DeleteFunc(x.known, func(_ string, j *judge) bool { return j.connection.ID == c.Record.ID })
		case model.KindOrganization:
			maps.DeleteFunc(x.known, func(_ string, j *judge) bool {
				return j.connection.OrganizationID == c.Record.ID
			})
		case model.KindEnvironment, model.KindSetting:
			clear(x.known)
		}
	}
}

// noticed is a store whose changes empty a cache.
type noticed struct {
	storage.Store
	judges *judges
}

// Apply implements [storage.Store]. Whatever it answers, the changes may have been made.
func (s noticed) Apply(ctx context.Context, changes ...storage.Change) error {
	defer s.judges.changed(changes)
	return s.Store.Apply(ctx, changes...)
}

// judgeAt gives the evaluator of the connection behind an ACS path.
func (s Service) judgeAt(ctx context.Context, key string) (*judge, error) {
	j, emptied := s.state.judges.find(key, s.core.Clock())
	if j != nil {
		return j, nil
	}
	c, err := s.connection().ConnectionByKey(ctx, key)
	if err != nil {
		return nil, err
	}
	if j, err = s.judge(ctx, c); err == nil {
		s.state.judges.keep(j, emptied)
	}
	return j, err
}

// judge prepares a connection as it stands to evaluate responses.
func (svc Service) judge(ctx context.Context, c model.Connection) (*judge, error) {
	made := svc.core.Clock()
	o, err := svc.tenant().Organization(ctx, c.OrganizationID)
	if err != nil {
		return nil, err
	}
	keys, err := connection.SPKeys(svc.core, c)
	if err != nil {
		return nil, err
	}
	why, err := connection.Barred(ctx, svc.core, c)
	if err != nil {
		return nil, err
	}
	s := connection.Settings(svc.core, c, o)
	return &judge{connection: c, provider: saml.New(s, keys), settings: s, barred: why, made: made}, nil
}

// Judge evaluates a message for a connection as it stands, without recording
// anything.
func (s Service) Judge(ctx context.Context, connection model.ID, post saml.Post,
	at time.Time) (*saml.Verdict, saml.Settings, error) {
	s, err := s.see(ctx, model.ActSeeSessions, core.OfConnection(connection))
	if err != nil {
		return nil, saml.Settings{}, err
	}
	c, err := s.connection().Connection(ctx, connection)
	if err != nil {
		return nil, saml.Settings{}, err
	}
	j, err := s.judge(ctx, c)
	if err != nil {
		return nil, saml.Settings{}, err
	}
	in := arrival{pending: &lookup{store: s.core.Store}, receipt: model.Receipt{At: at}}
	v, err := s.judged(ctx, j.provider, post, &in)
	return v, j.settings, err
}
