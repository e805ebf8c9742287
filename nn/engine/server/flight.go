package server

import (
	"context"
	"sync"
)

// flight is work that any number of requests watch.
type flight struct {
	done  chan struct{} // closed when reply and err are there
	reply []byte
	err   error

	cancel   context.CancelFunc
	mu       sync.Mutex
	watchers map[*watcher]bool
	news     []byte // the latest, for whoever comes later, or
	story    Story  // all of them
}

type watcher struct{ progress func([]byte) }

// share does a request, or watches another that does the same. It returns
// when there is a result or ctx is done.
func (s *Server) share(ctx context.Context, op string, body []byte, progress func([]byte)) ([]byte, error) {
	name := ""
	if s.Same != nil {
		name = s.Same(op, body)
	}
	if name == "" {
		return s.do(ctx, op, body, progress)
	}
	w := &watcher{progress}
	f := s.board(context.WithoutCancel(ctx), op+" "+name, w, op, body)
	select {
	case <-f.done:
		s.leave(op+" "+name, f, w)
		return f.reply, f.err
	case <-ctx.Done():
		s.leave(op+" "+name, f, w)
		return nil, ctx.Err()
	}
}

// board joins the flight of that name, or starts it.
func (s *Server) board(ctx context.Context, name string, w *watcher, op string, body []byte) *flight {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flights[name]; f != nil {
		f.join(w)
		return f
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &flight{done: make(chan struct{}), cancel: cancel, watchers: map[*watcher]bool{w: true}}
	if s.Story != nil {
		f.story = s.Story(op)
	}
	if s.flights == nil {
		s.flights = map[string]*flight{}
	}
	s.flights[name] = f
	go func() {
		defer cancel()
		f.reply, f.err = s.do(ctx, op, body, f.tell)
		s.land(name, f)
		close(f.done)
	}()
	return f
}

// leave takes a watcher off. Work that nobody watches any more is cancelled,
// and no longer joined: whoever asks now starts it anew.
func (s *Server) leave(name string, f *flight, w *watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.mu.Lock()
	delete(f.watchers, w)
	alone := len(f.watchers) == 0
	f.mu.Unlock()
	if alone {
		f.cancel()
		s.forget(name, f)
	}
}

func (s *Server) land(name string, f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(name, f)
}

// forget strikes a flight from the list, unless another bears its name now.
func (s *Server) forget(name string, f *flight) {
	if s.flights[name] == f {
		delete(s.flights, name)
	}
}

func (f *flight) join(w *watcher) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watchers[w] = true
	switch {
	case f.news == nil:
	case f.story != nil:
		w.progress(f.story.Whole())
	default:
		w.progress(f.news)
	}
}

// tell passes news on to all who watch.
func (f *flight) tell(news []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.news = news
	if f.story != nil {
		f.story.Add(news)
	}
	for w := range f.watchers {
		w.progress(news)
	}
}
