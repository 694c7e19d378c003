"""Admission 入库 of providers to the pool: from the call to the agreement."""
