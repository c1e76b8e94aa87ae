"""The servers of the one-command local run, and the supervisor that keeps them.

A deployment (see ``docker-compose.yml``) brings its own PostgreSQL and Redis and needs nothing from
here.
"""
