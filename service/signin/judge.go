package signin

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// judgeAt gives the evaluator of the connection behind an ACS path.
func (s Service) judgeAt(ctx context.Context, key string) (*judge, error) {
	if err := s.state.judges.follow(ctx, s.core.Store); err != nil {
		return nil, err
	}
	j, emptied := s.state.judges.find(key)
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
	o, err := svc.core.Owner(ctx, c)
	if err != nil {
		return nil, err
	}
	env, err := core.Read[model.Environment](ctx, svc.core.Store, model.KindEnvironment, c.EnvironmentID)
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
	return &judge{connection: c, organization: o, environment: env, provider: saml.New(s, keys), settings: s,
		barred: why}, nil
}

// Judge evaluates a message for a connection as it stands, without recording
// anything.
func (s Service) Judge(ctx context.Context, connection model.ID, post saml.Post,
	at time.Time) (*saml.Verdict, saml.Settings, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfConnection(connection)))
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

// standing is a connection as it is now: its judge knows it decoded.
func (svc Service) standing(ctx context.Context, id model.ID) (model.Connection, error) {
	if j := svc.state.judges.of(id); j != nil {
		return j.connection, nil
	}
	return svc.connection().Connection(ctx, id)
}

// barred is [connection.Barred]: as the judge of the connection knows it, if that was made from it as
// it is. A sign-in asks three times.
func (svc Service) barred(ctx context.Context, c model.Connection) (string, error) {
	if j, _ := svc.state.judges.find(c.Key); j != nil && j.connection.ID == c.ID &&
		j.connection.Revision == c.Revision {
		return j.barred, nil
	}
	return connection.Barred(ctx, svc.core, c)
}
